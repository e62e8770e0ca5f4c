package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import java.util.Optional;

/** What a sparsifier does to one task vector, block by block. */
interface Pruning {

  /** Leaves a task vector as it is. */
  Pruning NONE = (position, length, vector) -> {};

  /** Keeps nothing. */
  static Pruning everything(Arithmetic arithmetic) {
    return (position, length, vector) -> arithmetic.scale(vector, 0, vector, length);
  }

  /**
   * Multiplies what is not kept by zero.
   *
   * @param position of the block's first element in the tensor
   * @param vector a block of the task vector, changed in place
   */
  void apply(long position, int length, float[] vector);

  /** What decides, where that is a mask. */
  default Optional<Mask> mask() {
    return Optional.empty();
  }

  /** What the elements that are kept have yet to be multiplied by. */
  default float factor() {
    return 1;
  }
}
