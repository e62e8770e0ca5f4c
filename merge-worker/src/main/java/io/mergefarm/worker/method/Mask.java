package io.mergefarm.worker.method;

/** Which elements of a task vector are kept, one bit for each. */
@FunctionalInterface
interface Mask {

  /**
   * Marks the elements of a block that are kept.
   *
   * @param position of the block's first element in the tensor
   * @param vector a block of the task vector
   * @param marks takes the bits: that of element {@code position + i} of the tensor stands behind
   *     {@code position % 64 + i} others; bits of other elements are left open
   */
  void mark(long position, int length, float[] vector, long[] marks);

  /** Whether the elements themselves do not matter: then an empty array will do for them. */
  default boolean blind() {
    return false;
  }

  /** How many words the bits of a block take. */
  static int words(int blockSize) {
    return blockSize / Long.SIZE + 2;
  }
}
