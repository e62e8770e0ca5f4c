package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.storage.PartContent.Sink;
import io.mergefarm.worker.compute.ChunkHasher;
import io.mergefarm.worker.compute.ChunkHasher.Digest;
import io.mergefarm.worker.compute.Combiner;
import io.mergefarm.worker.method.LinearCombination;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A linear combination of stored tensors of the output's dtype, from their bytes to its own. */
final class CombinedContent implements TensorContent {

  /** The elements between two steps of the digests: those of a few tensors fit the first cache. */
  private static final int PIECE = 4096;

  private final List<StoredChunks> operands;
  private final LinearCombination combination;
  private final Combiner combiner;
  private final ChunkHasher hasher;
  private final int elementBytes;
  private final MemorySegment bytes;

  /**
   * @param operands one for each factor of the combination
   * @param range the elements that will be asked for
   * @param elementBytes of operands and output
   */
  CombinedContent(
      List<StoredChunks> operands,
      LinearCombination combination,
      Combiner combiner,
      ChunkHasher hasher,
      ElementRange range,
      int elementBytes,
      Workspace workspace) {
    this.operands = operands;
    this.combination = combination;
    this.combiner = combiner;
    this.hasher = hasher;
    this.elementBytes = elementBytes;
    this.bytes =
        workspace.chunk(Math.min(range.length(), ChunkDigests.CHUNK_ELEMENTS) * elementBytes);
  }

  @Override
  public String write(ElementRange elements, Sink sink) throws IOException {
    MemorySegment[] x = new MemorySegment[operands.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = operands.get(i).containing(elements.from());
    }
    double[] factors = combination.factors();
    MemorySegment chunk = bytes.asSlice(0, elements.length() * elementBytes);
    Digest digest = hasher.begin(chunk);
    ChunkPieces pieces = new ChunkPieces(chunk, sink);
    for (long at = 0; at < chunk.byteSize(); ) {
      long end = Math.min(at + (long) PIECE * elementBytes, chunk.byteSize());
      int length = (int) ((end - at) / elementBytes);
      combiner.combine(x, factors, combination.zeros(), chunk, at, length);
      for (StoredChunks operand : operands) {
        operand.digestTo(end);
      }
      digest.advance(end);
      pieces.ready(end);
      at = end;
    }
    pieces.writeTo(chunk.byteSize());
    return digest.finish();
  }
}
