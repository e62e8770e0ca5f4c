package io.mergefarm.worker.evaluation;

import java.io.IOException;

/** The elements of a tensor as float32, block by block. */
@FunctionalInterface
interface BlockSource {

  /**
   * Computes {@code length} elements from a position on.
   *
   * @param to takes elements 0 to length - 1
   */
  void read(long position, int length, float[] to) throws IOException;
}
