package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.method.MagnitudeBracket.Found;
import io.mergefarm.worker.method.MagnitudeBracket.Location;
import io.mergefarm.worker.method.MagnitudeBracket.Within;

/**
 * Finds the magnitude at a rank of a vector that is shown block by block, exactly and without
 * sorting. Magnitudes are ordered as the bits of their floats are, NaN above all.
 *
 * <p>The front of the vector is a sample, which tells between which magnitudes the wanted one
 * probably lies. All others are only compared with these two, by vectors, and what falls between is
 * counted one by one. Mostly a single pass is enough; where the wanted one lies outside, or the
 * table of a wide bracket is too coarse, further passes close in on it. What is found does not
 * depend on the sample. The first pass counts zeros as well, where the rank depends on them.
 */
final class MagnitudeSelection {

  private static final int LARGEST_SAMPLE = 1 << 14;

  /** How far a sample's ranks may be from the vector's, as a fraction of all. */
  private static final double MARGIN = 0.03;

  /** Where fewer than this lie beyond a bracket's end in the sample, the end is left open. */
  private static final double FEWEST_BEYOND = 32;

  private static final int GREATEST = 0x7fffffff;
  private static final int LARGEST_TABLE = 1 << 20;
  private static final int SMALLEST_TABLE = 1 << 12;

  private final MagnitudeRank rank;
  private final long elements;
  private final Arithmetic arithmetic;
  private final float[] scratch;
  private final MagnitudeSample sample;
  private MagnitudeBracket bracket;
  private Location location = new Within(0, GREATEST);
  private boolean countsZeros;
  private long zeros;

  /**
   * @param elements of the vector
   * @param blockSize the most elements that are shown at once
   */
  MagnitudeSelection(MagnitudeRank rank, long elements, int blockSize, Arithmetic arithmetic) {
    this.rank = rank;
    this.elements = elements;
    this.arithmetic = arithmetic;
    this.scratch = new float[blockSize];
    this.countsZeros = rank.countsZeros();
    this.sample = new MagnitudeSample((int) Math.min(LARGEST_SAMPLE, elements));
  }

  /** Whether no further pass is needed. */
  boolean found() {
    return location instanceof Found;
  }

  /**
   * The magnitude at the rank, and how many that equal it lie up to the rank: no elements at all
   * where the rank is 0.
   *
   * @throws IllegalStateException if it is not found yet
   */
  Found result() {
    return switch (location) {
      case Found result -> result;
      case Within within -> throw new IllegalStateException("known is only " + within);
    };
  }

  /** Sees the next block of a pass. */
  void show(MagnitudeBlock block) {
    if (countsZeros) {
      zeros += arithmetic.magnitudes().count(0, block.elements(), block.length());
    }
    if (bracket == null) {
      addToSample(block.elements(), block.length());
    } else {
      bracket.count(block, scratch);
    }
  }

  private void addToSample(float[] vector, int length) {
    int taken = sample.add(vector, length);
    if (sample.full() && sample.size() < elements) {
      bracket = sampledBracket();
      sample.countIn(bracket, arithmetic);
      for (int i = taken; i < length; i++) {
        bracket.count(Float.floatToRawIntBits(vector[i]) & GREATEST);
      }
    }
  }

  /** Draws the conclusion from a pass. */
  void endPass() {
    countsZeros = false;
    location = locate(rank.among(elements, zeros));
    if (location instanceof Within(int least, int greatest)) {
      bracket = new MagnitudeBracket(least, greatest, table());
    }
  }

  private Location locate(long wanted) {
    if (wanted <= 0) {
      return new Found(GREATEST, 0);
    }
    return bracket == null ? sample.locate(wanted) : bracket.locate(wanted);
  }

  private MagnitudeBracket sampledBracket() {
    long zerosOfSample = countsZeros ? sample.zeros(arithmetic) : 0;
    double expected = rank.inSample(sample.size(), zerosOfSample);
    double beyond = sample.size() - expected;
    double margin = MARGIN * sample.size();
    double above = expected - Math.min(margin, expected / 2);
    double below = beyond - Math.min(margin, beyond / 2);
    int greatest = above < FEWEST_BEYOND ? GREATEST : sample.atRank((long) above);
    int least = below < FEWEST_BEYOND ? 0 : sample.atRank(sample.size() - (long) below);
    return new MagnitudeBracket(least, greatest, table());
  }

  private int table() {
    return Math.clamp(elements / 4, SMALLEST_TABLE, LARGEST_TABLE);
  }
}
