package io.mergefarm.worker.method;

import io.mergefarm.worker.method.MagnitudeBracket.Found;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Magnitudes that are kept, as the bits of floats without their sign, and found by rank: by
 * counting over their bits from the upper ones down, as often as there are groups of bits.
 */
final class MagnitudeSample {

  private static final int MAGNITUDE = 0x7fffffff;
  private static final int UPPER_SHIFT = 20;
  private static final int UPPER_VALUES = 1 << 11;
  private static final int GROUP_BITS = 10;

  private final int[] magnitudes;
  private int size;

  MagnitudeSample(int capacity) {
    this.magnitudes = new int[capacity];
  }

  /** Takes what there is room for, from the front. */
  int add(float[] vector, int length) {
    int taken = Math.min(length, magnitudes.length - size);
    for (int i = 0; i < taken; i++) {
      magnitudes[size + i] = Float.floatToRawIntBits(vector[i]) & MAGNITUDE;
    }
    size += taken;
    return taken;
  }

  boolean full() {
    return size == magnitudes.length;
  }

  int size() {
    return size;
  }

  /** The magnitude at a rank, counted from 1 and from the largest down. */
  int atRank(long rank) {
    int found = 0;
    long left = rank;
    for (int shift = UPPER_SHIFT; shift >= 0; shift -= GROUP_BITS) {
      Histogram groups = groups(found, shift);
      int group = groups.valueAt(left);
      left -= groups.countAbove(group);
      found += group << shift;
    }
    return found;
  }

  /** How often each group of bits follows the upper bits that are known. */
  private Histogram groups(int known, int shift) {
    int values = shift == UPPER_SHIFT ? UPPER_VALUES : 1 << GROUP_BITS;
    Histogram histogram = new Histogram(values);
    long[] counts = histogram.counts();
    for (int i = 0; i < size; i++) {
      int group = (magnitudes[i] - known) >> shift;
      if (group >= 0 && group < values) {
        counts[group]++;
      }
    }
    return histogram;
  }

  /** The magnitude at a rank, with what lies beside it. */
  Found locate(long rank) {
    int magnitude = atRank(rank);
    long above = IntStream.of(magnitudes).limit(size).filter(other -> other > magnitude).count();
    return new Found(magnitude, rank - above);
  }

  void forEach(IntConsumer consumer) {
    for (int i = 0; i < size; i++) {
      consumer.accept(magnitudes[i]);
    }
  }
}
