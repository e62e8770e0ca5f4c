package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.method.MagnitudeBracket.Found;

/**
 * Keeps the elements before a cut in the order of falling magnitudes; of equal ones the lower index
 * comes first. It counts those that equal the threshold while it is applied, so blocks have to come
 * front to back.
 */
final class MagnitudeCut implements Pruning {

  private static final int MAGNITUDE = 0x7fffffff;

  private final Found cut;
  private final Arithmetic arithmetic;
  private long left;

  /**
   * @param cut the last magnitude before the cut
   */
  MagnitudeCut(Found cut, Arithmetic arithmetic) {
    this.cut = cut;
    this.arithmetic = arithmetic;
  }

  @Override
  public void apply(long position, int length, float[] vector) {
    if (position == 0) {
      left = cut.equals();
    }
    int split = left == 0 ? 0 : split(vector, length);
    arithmetic.dropUpTo(cut.magnitude() - 1, vector, 0, split);
    arithmetic.dropUpTo(cut.magnitude(), vector, split, length);
  }

  /** Up to where elements that equal the threshold are kept. */
  private int split(float[] vector, int length) {
    int equal = arithmetic.count(cut.magnitude(), vector, length);
    if (equal <= left) {
      left -= equal;
      return length;
    }
    int split = 0;
    for (; left > 0; split++) {
      left -= (Float.floatToRawIntBits(vector[split]) & MAGNITUDE) == cut.magnitude() ? 1 : 0;
    }
    return split;
  }
}
