package io.mergefarm.worker.method;

/** What a sparsifier does to one task vector, block by block. */
@FunctionalInterface
interface Pruning {

  /** Leaves a task vector as it is. */
  Pruning NONE = (position, length, vector) -> {};

  /**
   * Multiplies what is not kept by zero.
   *
   * @param position of the block's first element in the tensor
   * @param vector a block of the task vector, changed in place
   */
  void apply(long position, int length, float[] vector);
}
