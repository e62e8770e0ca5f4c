package io.mergefarm.worker.evaluation;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The bytes of a stored tensor, which must be the same in all operands. */
record CopiedContent(List<StoredChunks> operands) implements TensorContent {

  /** The bytes that are digested and copied in turn: they stay in the second-level cache. */
  private static final long PIECE = 256L << 10;

  @Override
  public String write(ElementRange elements, ChunkTarget target) throws IOException {
    StoredChunks first = operands.getFirst();
    MemorySegment bytes = first.containing(elements.from());
    for (StoredChunks other : operands.subList(1, operands.size())) {
      requireEqual(first, bytes, other, elements);
    }
    for (long end = 0; end < bytes.byteSize(); ) {
      end = Math.min(end + PIECE, bytes.byteSize());
      first.digestTo(end);
      target.copy(bytes, end);
    }
    return first.digest(elements.from());
  }

  private static void requireEqual(
      StoredChunks first, MemorySegment bytes, StoredChunks other, ElementRange elements)
      throws IOException {
    long difference = bytes.mismatch(other.containing(elements.from()));
    if (difference >= 0) {
      throw new RefusedDataException(
          "%s is not the same in %s and in %s, first at element %d: tensors of dtype %s can not be computed with, so all inputs must agree on them"
              .formatted(
                  first.tensor().name(),
                  first.file(),
                  other.file(),
                  elements.from() + difference * Byte.SIZE / first.tensor().dtype().bits(),
                  first.tensor().dtype()));
    }
  }
}
