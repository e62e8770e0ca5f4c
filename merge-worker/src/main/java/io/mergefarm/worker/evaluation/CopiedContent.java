package io.mergefarm.worker.evaluation;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The bytes of a stored tensor, which must be the same in all operands. */
record CopiedContent(List<StoredChunks> operands) implements TensorContent {

  @Override
  public Chunk chunk(ElementRange elements) throws IOException {
    StoredChunks first = operands.getFirst();
    MemorySegment bytes = first.containing(elements.from());
    for (StoredChunks other : operands.subList(1, operands.size())) {
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
    return new Chunk(bytes, first.digest(elements.from()));
  }
}
