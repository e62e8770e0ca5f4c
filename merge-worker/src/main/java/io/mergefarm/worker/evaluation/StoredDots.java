package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.worker.compute.StoredSums;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The dot products of two stored tensors, from their bytes. */
record StoredDots(StoredChunks x, StoredChunks y, StoredSums sums, int elementBytes) {

  /** The elements between two steps of the digests: those of two tensors fit the first cache. */
  private static final int PIECE = 4096;

  /** Of x with x, and of y with x and y. */
  double[][] measure(long elements) throws IOException {
    Sum xx = new Sum();
    Sum xy = new Sum();
    Sum yy = new Sum();
    for (long chunk = 0; chunk < elements; chunk += ChunkDigests.CHUNK_ELEMENTS) {
      MemorySegment ofX = x.containing(chunk);
      MemorySegment ofY = y.containing(chunk);
      long length = Math.min(ChunkDigests.CHUNK_ELEMENTS, elements - chunk);
      for (long from = 0; from < length; from += PIECE) {
        int piece = (int) Math.min(PIECE, length - from);
        sums.addDots(ofX, ofY, from * elementBytes, piece, xx, xy, yy);
        x.digestTo((from + piece) * elementBytes);
        y.digestTo((from + piece) * elementBytes);
      }
    }
    return new double[][] {{xx.value()}, {xy.value(), yy.value()}};
  }
}
