package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;

/**
 * Keeps the elements before a cut in the order of falling magnitudes.
 *
 * @param threshold the least magnitude that is kept, as the bits of its float
 * @param last the last position at which an element of just that magnitude is kept
 */
record MagnitudeCut(int threshold, long last, Arithmetic arithmetic) implements Pruning {

  @Override
  public void apply(long position, int length, float[] vector) {
    int split = Math.clamp(last - position, -1, length - 1) + 1;
    arithmetic.dropUpTo(threshold - 1, vector, 0, split);
    arithmetic.dropUpTo(threshold, vector, split, length);
  }
}
