package io.mergefarm.worker.method;

import io.mergefarm.worker.method.MagnitudeBracket.Found;
import io.mergefarm.worker.method.MagnitudeBracket.Location;
import io.mergefarm.worker.method.MagnitudeBracket.Within;

/**
 * Counts magnitudes that lie strictly between two, with an entry for each, or for 2, 4, 8 ...
 * neighbouring ones where that would be too many.
 */
final class MagnitudeTable {

  private static final int MAGNITUDE = 0x7fffffff;
  private static final int MOST_ENTRIES = 1 << 16;

  private final int least;
  private final int greatest;
  private final int shift;
  private final int[] counts;
  private long total;

  MagnitudeTable(int least, int greatest) {
    int span = Math.max(0, greatest - least - 1);
    int bits = 0;
    while (span >>> bits > MOST_ENTRIES) {
      bits++;
    }
    this.least = least;
    this.greatest = greatest;
    this.shift = bits;
    this.counts = new int[(span >>> bits) + 1];
  }

  /** Counts elements, all of which lie between the two. */
  void count(float[] elements, int length) {
    for (int i = 0; i < length; i++) {
      int magnitude = Float.floatToRawIntBits(elements[i]) & MAGNITUDE;
      int entry = (magnitude - least - 1) >>> shift;
      counts[entry] = Math.incrementExact(counts[entry]);
    }
    total += length;
  }

  /** How many elements are counted. */
  long total() {
    return total;
  }

  /**
   * Where a rank lies.
   *
   * @param rank from 1 to {@link #total}, from the largest magnitude down
   */
  Location locate(long rank) {
    int entry = counts.length - 1;
    long left = rank;
    while (left > counts[entry]) {
      left -= counts[entry];
      entry--;
    }
    int first = least + 1 + (entry << shift);
    return shift == 0
        ? new Found(first, left)
        : new Within(first, Math.min(greatest - 1, first + (1 << shift) - 1));
  }
}
