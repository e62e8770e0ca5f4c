package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.method.MagnitudeBracket.Found;

/**
 * Finds out where a cut in the order of falling magnitudes runs through a block; of equal ones the
 * lower index comes first. It counts those that equal the threshold, so blocks have to come front
 * to back.
 */
final class CutPlace {

  private static final int MAGNITUDE = 0x7fffffff;

  private final Found cut;
  private final Arithmetic arithmetic;
  private long left;

  /**
   * @param cut the last magnitude before the cut
   */
  CutPlace(Found cut, Arithmetic arithmetic) {
    this.cut = cut;
    this.arithmetic = arithmetic;
  }

  /**
   * The largest magnitude behind the cut.
   *
   * @param before whether elements that equal the threshold lie before the cut
   */
  int limit(boolean before) {
    return before ? cut.magnitude() - 1 : cut.magnitude();
  }

  /**
   * Up to where elements of a block that equal the threshold lie before the cut; anywhere where
   * they are zero, which they stay whether they are kept or not.
   */
  int in(long position, MagnitudeBlock block) {
    return reachedAt(position) ? 0 : split(block.elements(), block.length());
  }

  /** Whether elements of a block that equal the threshold all lie behind the cut. */
  boolean reachedAt(long position) {
    if (position == 0) {
      left = cut.magnitude() == 0 ? 0 : cut.equals();
    }
    return left == 0;
  }

  /** Whether the cut lies behind a block in which so many equal the threshold. */
  boolean liesBehind(long equal) {
    return equal <= left;
  }

  /** Goes on behind such a block. */
  void pass(long equal) {
    left -= equal;
  }

  private int split(float[] vector, int length) {
    int equal = arithmetic.magnitudes().count(cut.magnitude(), vector, length);
    if (liesBehind(equal)) {
      pass(equal);
      return length;
    }
    int split = 0;
    for (; left > 0; split++) {
      left -= (Float.floatToRawIntBits(vector[split]) & MAGNITUDE) == cut.magnitude() ? 1 : 0;
    }
    return split;
  }
}
