package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;

/**
 * Finds the cut behind the {@code rank} largest magnitudes of a vector that is shown block by
 * block, exactly and without sorting. Magnitudes are ordered as the bits of their floats are, NaN
 * above all; equal ones by index, the lower first. The first pass counts the magnitudes by their
 * upper bits, the second those of the chosen upper bits by the lower ones, and a third finds the
 * last of several equal ones that lies before the cut.
 */
final class MagnitudeSelection {

  private static final int MAGNITUDE = 0x7fffffff;
  private static final int LOWER_BITS = 15;
  private static final int LOWER = (1 << LOWER_BITS) - 1;
  private static final int UPPER_VALUES = 1 << (31 - LOWER_BITS);

  private final Arithmetic arithmetic;
  private final float[] candidates;
  private Histogram histogram = new Histogram(UPPER_VALUES);
  private Histogram otherHalf = new Histogram(UPPER_VALUES);
  private long rank;
  private int upper;
  private int threshold;
  private boolean tied;
  private long last = Long.MAX_VALUE;

  /**
   * @param rank how many magnitudes lie before the cut, at least one
   */
  MagnitudeSelection(long rank, TaskVectors vectors) {
    this.rank = rank;
    this.arithmetic = vectors.arithmetic();
    this.candidates = new float[vectors.blockSize()];
  }

  /** Counts both halves of a block at once, for equal neighbours make each other wait. */
  void countUpperBits(float[] vector, int length) {
    long[] counts = histogram.counts();
    long[] others = otherHalf.counts();
    int half = length / 2;
    for (int i = 0; i < half; i++) {
      counts[magnitude(vector[i]) >>> LOWER_BITS]++;
      others[magnitude(vector[half + i]) >>> LOWER_BITS]++;
    }
    if (length % 2 != 0) {
      counts[magnitude(vector[length - 1]) >>> LOWER_BITS]++;
    }
  }

  void chooseUpperBits() {
    histogram.add(otherHalf);
    upper = histogram.valueAt(rank);
    rank -= histogram.countAbove(upper);
    histogram = new Histogram(LOWER + 1);
  }

  void countLowerBits(float[] vector, int length) {
    int least = upper << LOWER_BITS;
    int count = arithmetic.select(least, least | LOWER, vector, length, candidates);
    long[] counts = histogram.counts();
    for (int i = 0; i < count; i++) {
      counts[magnitude(candidates[i]) & LOWER]++;
    }
  }

  void chooseLowerBits() {
    int lower = histogram.valueAt(rank);
    rank -= histogram.countAbove(lower);
    threshold = upper << LOWER_BITS | lower;
    tied = rank < histogram.counts()[lower];
  }

  /** Whether the cut runs between equal magnitudes, so that it has to be located. */
  boolean tied() {
    return tied;
  }

  void locate(long position, float[] vector, int length) {
    if (!tied || rank == 0) {
      return;
    }
    int equal = arithmetic.select(threshold, threshold, vector, length, candidates);
    if (equal < rank) {
      rank -= equal;
    } else {
      last = position + indexOfEqual((int) rank, vector);
      rank = 0;
    }
  }

  private int indexOfEqual(int number, float[] vector) {
    int index = -1;
    for (int seen = 0; seen < number; ) {
      index++;
      seen += magnitude(vector[index]) == threshold ? 1 : 0;
    }
    return index;
  }

  /** What lies behind the cut is dropped. */
  MagnitudeCut cut() {
    return new MagnitudeCut(threshold, last, arithmetic);
  }

  private static int magnitude(float value) {
    return Float.floatToRawIntBits(value) & MAGNITUDE;
  }
}
