package io.mergefarm.contracts.method;

/**
 * Computes a tensor block by block. Unless the method is {@link Access#divisible divisible}, blocks
 * are asked for front to back, each element once; after that they may come again from the front.
 */
@FunctionalInterface
public interface BlockKernel {

  /**
   * Computes one block of the result. The bytes of a merge must not depend on how it is cut into
   * blocks: element {@code position + i} may depend on that element of the inputs, on its position
   * and on what was gathered beforehand.
   *
   * @param position the index of the block's first element in the flattened tensor
   * @param length the number of elements
   * @param inputs one array per input, in the order of {@link TensorMerge#inputs}; elements 0 to
   *     length - 1 count
   * @param output takes elements 0 to length - 1
   */
  void merge(long position, int length, float[][] inputs, float[] output);
}
