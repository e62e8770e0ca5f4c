package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.method.MagnitudeBracket.Found;

/**
 * Elements that are kept, and found by the rank of their magnitude: by counting over its bits from
 * the upper ones down, as often as there are groups of bits.
 */
final class MagnitudeSample {

  private static final int MAGNITUDE = 0x7fffffff;
  private static final int UPPER_SHIFT = 20;
  private static final int UPPER_VALUES = 1 << 11;
  private static final int GROUP_BITS = 10;

  private final float[] elements;
  private int size;

  MagnitudeSample(int capacity) {
    this.elements = new float[capacity];
  }

  /**
   * Takes what there is room for, from the front.
   *
   * @return how many elements were taken
   */
  int add(float[] vector, int length) {
    int taken = Math.min(length, elements.length - size);
    System.arraycopy(vector, 0, elements, size, taken);
    size += taken;
    return taken;
  }

  boolean full() {
    return size == elements.length;
  }

  int size() {
    return size;
  }

  /** How many elements are zero. */
  int zeros(Arithmetic arithmetic) {
    return arithmetic.magnitudes().count(0, elements, size);
  }

  /** The magnitude at a rank, counted from 1 and from the largest down. */
  int atRank(long rank) {
    return locate(rank).magnitude();
  }

  /** The magnitude at a rank, with what equals it. */
  Found locate(long rank) {
    int found = 0;
    long left = rank;
    for (int shift = UPPER_SHIFT; shift >= 0; shift -= GROUP_BITS) {
      Histogram groups = groups(found, shift);
      int group = groups.valueAt(left);
      left -= groups.countAbove(group);
      found += group << shift;
    }
    return new Found(found, left);
  }

  /** Shows all elements to a bracket. */
  void addTo(MagnitudeBracket bracket, Arithmetic arithmetic) {
    bracket.add(MagnitudeBlock.of(elements, size, arithmetic), new float[size]);
  }

  /** How often each group of bits follows the upper bits that are known. */
  private Histogram groups(int known, int shift) {
    int values = shift == UPPER_SHIFT ? UPPER_VALUES : 1 << GROUP_BITS;
    Histogram histogram = new Histogram(values);
    long[] counts = histogram.counts();
    for (int i = 0; i < size; i++) {
      int group = ((Float.floatToRawIntBits(elements[i]) & MAGNITUDE) - known) >> shift;
      if (group >= 0 && group < values) {
        counts[group]++;
      }
    }
    return histogram;
  }
}
