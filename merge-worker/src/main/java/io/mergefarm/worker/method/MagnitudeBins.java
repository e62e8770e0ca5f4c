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

  /** What a row is counted in. */
  private static final int PARTS = 4;

  /** No draw lies between these bounds. */
  private static final int UNDECIDED_NEVER = 0xffff;

  private final Arithmetic arithmetic;
  private final int shift;
  private final int[] numbers;
  private final int[][] counts;
  private final int[] sizes;
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
    this.counts = new int[PARTS][size];
    this.sizes = new int[size];
    this.starts = new int[size];
    this.bounds = new int[size];
    this.order = new int[length];
    this.next = new int[size];
  }

  /** Counts a row; its parts at once, for equal neighbours make each other wait. */
  void count(float[] row) {
    int last = sizes.length - 1;
    int least = Math.max(0, arithmetic.magnitudes().largest(row, row.length) - (last << shift));
    arithmetic.magnitudes().bin(row, row.length, least, shift, last, numbers);
    int part = row.length / PARTS;
    countParts(part, counts[0], counts[1], counts[2], counts[3]);
    for (int i = PARTS * part; i < row.length; i++) {
      counts[0][numbers[i]]++;
    }
    for (int bin = 0; bin < sizes.length; bin++) {
      sizes[bin] = counts[0][bin] + counts[1][bin] + counts[2][bin] + counts[3][bin];
    }
  }

  private void countParts(int part, int[] first, int[] second, int[] third, int[] fourth) {
    for (int[] ofPart : counts) {
      Arrays.fill(ofPart, 0);
    }
    for (int i = 0; i < part; i++) {
      first[numbers[i]]++;
      second[numbers[part + i]]++;
      third[numbers[2 * part + i]]++;
      fourth[numbers[3 * part + i]]++;
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
    int rank = sizes[0];
    bounds[0] = UNDECIDED_NEVER;
    for (int bin = 1; bin < sizes.length; bin++) {
      starts[bin] = rank;
      int size = sizes[bin];
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
    return sizes[bin];
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
    int size = sizes[bin];
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
