package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Magnitudes.Outside;

/**
 * Counts the magnitudes of a vector beside, at and between two of them.
 *
 * <p>What lies between is counted in a table with an entry for each magnitude, or for 2, 4, 8 ...
 * neighbouring ones where that would be too many.
 */
final class MagnitudeBracket {

  private static final int MAGNITUDE = 0x7fffffff;

  private final int least;
  private final int greatest;
  private final Outside outside = new Outside();
  private final int[] between;
  private final int shift;

  /**
   * @param most entries that the table may have
   */
  MagnitudeBracket(int least, int greatest, int most) {
    this.least = least;
    this.greatest = greatest;
    int span = Math.max(0, greatest - least - 1);
    int bits = 0;
    while (span >>> bits > most) {
      bits++;
    }
    this.shift = bits;
    this.between = new int[(span >>> bits) + 1];
  }

  /**
   * Counts a block.
   *
   * @param scratch an array of the block's length
   */
  void count(MagnitudeBlock block, float[] scratch) {
    int inside = block.sift(least, greatest, scratch, outside);
    for (int i = 0; i < inside; i++) {
      countBetween(Float.floatToRawIntBits(scratch[i]) & MAGNITUDE);
    }
  }

  /** Counts a single magnitude. */
  void count(int magnitude) {
    if (magnitude > least && magnitude < greatest) {
      countBetween(magnitude);
    } else {
      outside.add(
          magnitude > greatest ? 1 : 0, magnitude == greatest ? 1 : 0, magnitude == least ? 1 : 0);
    }
  }

  /** Where a rank lies, now that all magnitudes are counted. */
  Location locate(long rank) {
    long left = rank - outside.above();
    if (left <= 0) {
      return new Within(greatest + 1, MAGNITUDE);
    }
    if (left <= outside.atGreatest()) {
      return new Found(greatest, left);
    }
    left -= outside.atGreatest();
    for (int entry = between.length - 1; entry >= 0; entry--) {
      if (left <= between[entry]) {
        return atEntry(entry, left);
      }
      left -= between[entry];
    }
    return least < greatest && left <= outside.atLeast()
        ? new Found(least, left)
        : new Within(0, least - 1);
  }

  /** What is known of the magnitude at a rank. */
  sealed interface Location {}

  /**
   * It is known.
   *
   * @param magnitude its bits
   * @param equals how many of the vector's elements of this magnitude lie up to the rank
   */
  record Found(int magnitude, long equals) implements Location {}

  /** It is one of these. */
  record Within(int least, int greatest) implements Location {}

  private Location atEntry(int entry, long left) {
    int first = least + 1 + (entry << shift);
    return shift == 0
        ? new Found(first, left)
        : new Within(first, Math.min(greatest - 1, first + (1 << shift) - 1));
  }

  private void countBetween(int magnitude) {
    int entry = (magnitude - least - 1) >>> shift;
    between[entry] = Math.incrementExact(between[entry]);
  }
}
