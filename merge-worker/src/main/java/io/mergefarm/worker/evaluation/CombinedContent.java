package io.mergefarm.worker.evaluation;

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

  /**
   * @param operands one for each factor of the combination
   * @param elementBytes of operands and output
   */
  CombinedContent(
      List<StoredChunks> operands,
      LinearCombination combination,
      Combiner combiner,
      ChunkHasher hasher,
      int elementBytes) {
    this.operands = operands;
    this.combination = combination;
    this.combiner = combiner;
    this.hasher = hasher;
    this.elementBytes = elementBytes;
  }

  @Override
  public String write(ElementRange elements, ChunkTarget target) throws IOException {
    MemorySegment[] x = new MemorySegment[operands.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = operands.get(i).containing(elements.from());
    }
    double[] factors = combination.factors();
    MemorySegment chunk = target.memory();
    Digest digest = hasher.begin(chunk);
    for (long at = 0; at < chunk.byteSize(); ) {
      long end = Math.min(at + (long) PIECE * elementBytes, chunk.byteSize());
      int length = (int) ((end - at) / elementBytes);
      combiner.combine(x, factors, combination.zeros(), chunk, at, length);
      for (StoredChunks operand : operands) {
        operand.digestTo(end);
      }
      digest.advance(end);
      target.ready(end);
      at = end;
    }
    return digest.finish();
  }
}
