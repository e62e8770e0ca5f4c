package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import java.util.Arrays;

/**
 * The elements of a row in bins of like magnitudes, which get narrower with the magnitude: sixteen
 * octaves down from the largest one. The first bin is that of zeros, which stay zero whether they
 * are kept or not: nothing is to be decided for them.
 */
final class MagnitudeBins {

  private static final int OCTAVES = 16;
  private static final int MANTISSA_BITS = 23;
  private static final int MOST_PER_OCTAVE = 64;
  private static final int MAGNITUDE = 0x7fffffff;

  /** No draw lies between these bounds. */
  private static final int UNDECIDED_NEVER = 0xffff;

  private final Arithmetic arithmetic;
  private final int shift;
  private final int[] numbers;
  private final int[] counts;
  private final int[] otherCounts;
  private final int[] starts;
  private final int[] bounds;
  private final int[] order;
  private final int[] next;
  private long[] members = new long[0];

  /**
   * @param length of the row
   */
  MagnitudeBins(int length, Arithmetic arithmetic) {
    int perOctave = Math.clamp(Integer.highestOneBit(length / OCTAVES / 4), 1, MOST_PER_OCTAVE);
    int size = OCTAVES * perOctave + 1;
    this.arithmetic = arithmetic;
    this.shift = MANTISSA_BITS - Integer.numberOfTrailingZeros(perOctave);
    this.numbers = new int[length];
    this.counts = new int[size];
    this.otherCounts = new int[size];
    this.starts = new int[size];
    this.bounds = new int[size];
    this.order = new int[length];
    this.next = new int[size];
  }

  /** Counts a row; both halves at once, for equal neighbours make each other wait. */
  void count(float[] row) {
    int last = counts.length - 1;
    int least = Math.max(0, arithmetic.magnitudes().largest(row, row.length) - (last << shift));
    arithmetic.magnitudes().bin(row, row.length, least, shift, last, numbers);
    Arrays.fill(counts, 0);
    Arrays.fill(otherCounts, 0);
    int half = row.length / 2;
    for (int i = 0; i < half; i++) {
      counts[numbers[i]]++;
      otherCounts[numbers[half + i]]++;
    }
    if (row.length % 2 != 0) {
      counts[numbers[row.length - 1]]++;
    }
  }

  /** The number of each element's bin. */
  int[] numbers() {
    return numbers;
  }

  /**
   * The 16 upper bits of the limits of a bin's smallest and largest element: the former in the
   * lower half, the latter in the upper one.
   */
  int[] bounds(RankProbability probability) {
    int rank = size(0);
    bounds[0] = UNDECIDED_NEVER;
    for (int bin = 1; bin < counts.length; bin++) {
      starts[bin] = rank;
      int size = counts[bin] + otherCounts[bin];
      if (size > 0) {
        long lower = probability.limit(rank) >>> Short.SIZE;
        long upper = probability.limit(rank + size - 1) >>> Short.SIZE;
        bounds[bin] = (int) ((upper << Short.SIZE) | lower);
        rank += size;
      }
    }
    return bounds;
  }

  /** The rank of a bin's smallest element, from 0. */
  int firstRank(int bin) {
    return starts[bin];
  }

  /** The elements of a bin. */
  int size(int bin) {
    return counts[bin] + otherCounts[bin];
  }

  /** Puts elements beside others of their bin, those of a bin by their index. */
  void order() {
    System.arraycopy(starts, 0, next, 0, starts.length);
    for (int i = 0; i < numbers.length; i++) {
      order[next[numbers[i]]++] = i;
    }
  }

  /**
   * The elements of a bin by their magnitudes, equal ones by index.
   *
   * @return their indices in the row, in the lower halves
   */
  long[] sorted(int bin, float[] row) {
    int size = size(bin);
    if (members.length < size) {
      members = new long[size];
    }
    boolean ascending = true;
    for (int i = 0; i < size; i++) {
      int element = order[starts[bin] + i];
      long magnitude = Float.floatToRawIntBits(row[element]) & MAGNITUDE;
      members[i] = (magnitude << Integer.SIZE) | element;
      ascending &= i == 0 || members[i - 1] < members[i];
    }
    if (!ascending) {
      Arrays.sort(members, 0, size);
    }
    return members;
  }
}
