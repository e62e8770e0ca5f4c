package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.method.MagnitudeBracket.Found;

/**
 * Elements that are kept, and found by the rank of their magnitude: by counting over its bits from
 * the upper ones down, each time among those whose upper bits are the ones found.
 */
final class MagnitudeSample {

  private static final int MAGNITUDE = 0x7fffffff;
  private static final int UPPER_SHIFT = 20;
  private static final int UPPER_VALUES = 1 << 11;
  private static final int GROUP_BITS = 10;

  private final float[] elements;
  private final int[] members;
  private int size;

  MagnitudeSample(int capacity) {
    this.elements = new float[capacity];
    this.members = new int[capacity];
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
    for (int i = 0; i < size; i++) {
      members[i] = Float.floatToRawIntBits(elements[i]) & MAGNITUDE;
    }
    int found = 0;
    int count = size;
    long left = rank;
    for (int shift = UPPER_SHIFT; shift >= 0; shift -= GROUP_BITS) {
      Histogram groups = groups(found, count, shift);
      int group = groups.valueAt(left);
      left -= groups.countAbove(group);
      found += group << shift;
      count = keep(found, count, shift);
    }
    return new Found(found, left);
  }

  /** Shows all elements to a bracket. */
  void addTo(MagnitudeBracket bracket, Arithmetic arithmetic) {
    bracket.add(MagnitudeBlock.of(elements, size, arithmetic), new float[size]);
  }

  /** How often each group of bits follows the upper bits that all members have. */
  private Histogram groups(int upperBits, int count, int shift) {
    Histogram histogram = new Histogram(shift == UPPER_SHIFT ? UPPER_VALUES : 1 << GROUP_BITS);
    long[] counts = histogram.counts();
    for (int i = 0; i < count; i++) {
      counts[(members[i] - upperBits) >> shift]++;
    }
    return histogram;
  }

  /**
   * Keeps the members with some upper bits.
   *
   * @return how many they are
   */
  private int keep(int upperBits, int count, int shift) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int magnitude = members[i];
      members[kept] = magnitude;
      kept += (magnitude - upperBits) >> shift == 0 ? 1 : 0;
    }
    return kept;
  }
}
