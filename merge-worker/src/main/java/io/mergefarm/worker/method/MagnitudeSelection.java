package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.method.MagnitudeBracket.Among;
import io.mergefarm.worker.method.MagnitudeBracket.Found;
import io.mergefarm.worker.method.MagnitudeBracket.Location;
import io.mergefarm.worker.method.MagnitudeBracket.Within;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Finds the magnitude at a rank of a vector that is shown block by block, exactly and without
 * sorting. Magnitudes are ordered as the bits of their floats are, NaN above all.
 *
 * <p>The front of the vector is a sample, which tells between which magnitudes the wanted one
 * probably lies. All others are only compared with these two, by vectors, and what falls between is
 * kept, to be searched in the same way. Mostly a single pass is enough; where the wanted one lies
 * outside, or more falls between than there is room for, further passes close in on it. What is
 * found does not depend on the sample. The first pass counts zeros as well, where the rank depends
 * on them.
 */
final class MagnitudeSelection {

  private static final int SMALLEST_SAMPLE = 1 << 14;
  private static final int LARGEST_SAMPLE = 1 << 16;
  private static final int ELEMENTS_PER_SAMPLED = 1 << 10;

  /** How far a sample's ranks may be from the vector's, as fractions of all. */
  private static final double SMALLEST_MARGIN = 0.0065;

  private static final double LARGEST_MARGIN = 0.03;

  /** 4 MiB. */
  private static final int MOST_KEPT = 1 << 20;

  /** There is room for what lies up to two margins apart, and for some more. */
  private static final double KEPT_MARGINS = 2.5;

  /** Where fewer than this lie beyond a bracket's end in the sample, the end is left open. */
  private static final double FEWEST_BEYOND = 32;

  private static final int GREATEST = 0x7fffffff;

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
    int sampled = Math.clamp(elements / ELEMENTS_PER_SAMPLED, SMALLEST_SAMPLE, LARGEST_SAMPLE);
    this.sample = new MagnitudeSample((int) Math.min(sampled, elements));
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
      case Among among -> throw new IllegalStateException("it was not searched in " + among);
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
      bracket.add(block, scratch);
    }
  }

  private void addToSample(float[] vector, int length) {
    int taken = sample.add(vector, length);
    if (sample.full() && sample.size() < elements) {
      bracket = sampledBracket();
      sample.addTo(bracket, arithmetic);
      bracket.add(blockOf(Arrays.copyOfRange(vector, taken, length)), scratch);
    }
  }

  /** Draws the conclusion from a pass. */
  void endPass() {
    countsZeros = false;
    long wanted = rank.among(elements, zeros);
    if (wanted <= 0) {
      location = new Found(GREATEST, 0);
      return;
    }
    location = bracket == null ? sample.locate(wanted) : bracket.locate(wanted);
    switch (location) {
      case Found found -> {}
      case Within(int least, int greatest) -> bracket = bracket(least, greatest);
      case Among among -> location = find(among);
    }
  }

  private Found find(Among kept) {
    int size = kept.elements().remaining();
    MagnitudeRank rankOfKept = new MagnitudeRank.Fixed(kept.rank(), size);
    MagnitudeSelection search =
        new MagnitudeSelection(rankOfKept, size, scratch.length, arithmetic);
    while (!search.found()) {
      for (FloatBuffer left = kept.elements().duplicate(); left.hasRemaining(); ) {
        float[] vector = new float[Math.min(left.remaining(), scratch.length)];
        left.get(vector);
        search.show(blockOf(vector));
      }
      search.endPass();
    }
    return search.result();
  }

  private MagnitudeBlock blockOf(float[] vector) {
    return MagnitudeBlock.of(vector, vector.length, arithmetic);
  }

  private MagnitudeBracket sampledBracket() {
    long zerosOfSample = countsZeros ? sample.zeros(arithmetic) : 0;
    double expected = rank.inSample(sample.size(), zerosOfSample);
    double beyond = sample.size() - expected;
    double margin = margin() * sample.size();
    double above = expected - Math.min(margin, expected / 2);
    double below = beyond - Math.min(margin, beyond / 2);
    int greatest = above < FEWEST_BEYOND ? GREATEST : sample.atRank((long) above);
    int least = below < FEWEST_BEYOND ? 0 : sample.atRank(sample.size() - (long) below);
    return bracket(least, greatest);
  }

  private MagnitudeBracket bracket(int least, int greatest) {
    double kept = Math.ceil(KEPT_MARGINS * margin() * elements);
    return new MagnitudeBracket(least, greatest, (int) Math.min(kept, MOST_KEPT));
  }

  /** As wide as there is room for, but neither too narrow nor needlessly wide. */
  private double margin() {
    double widest = MOST_KEPT / (KEPT_MARGINS * elements);
    return Math.clamp(widest, SMALLEST_MARGIN, LARGEST_MARGIN);
  }
}
