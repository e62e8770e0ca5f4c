package io.mergefarm.worker.compute;

import java.util.Arrays;

/**
 * Between which magnitudes the differences of two models are kept, and how many lie at the ends.
 * Magnitudes are seen as the bits of a float without its sign. Each array has one entry for each
 * model.
 */
public final class Windows {

  private static final int GREATEST = 0x7fffffff;

  private final int[] above = new int[2];
  private final int[] upTo = new int[2];
  private final long[] firstKept = new long[2];
  private final long[] firstBeyond = new long[2];

  public Windows() {
    open();
  }

  /** Keeps everything, and has counted nothing. */
  public void open() {
    Arrays.fill(above, -1);
    Arrays.fill(upTo, GREATEST);
    Arrays.fill(firstKept, 0);
    Arrays.fill(firstBeyond, 0);
  }

  /** Keeps of a model only what is larger. */
  public void keepAbove(int model, int magnitude) {
    above[model] = magnitude;
  }

  /** Keeps of a model only what is not larger. */
  public void keepUpTo(int model, int magnitude) {
    upTo[model] = magnitude;
  }

  /** How many differences of a model have the least magnitude that is kept. */
  public long firstKept(int model) {
    return firstKept[model];
  }

  /** How many differences of a model have the least of the magnitudes that are too large. */
  public long firstBeyond(int model) {
    return firstBeyond[model];
  }

  int above(int model) {
    return above[model];
  }

  int upTo(int model) {
    return upTo[model];
  }

  boolean keeps(int model, int magnitude) {
    return magnitude > above[model] && magnitude <= upTo[model];
  }

  /** Adds to the counts. */
  void count(int model, long firstKept, long firstBeyond) {
    this.firstKept[model] += firstKept;
    this.firstBeyond[model] += firstBeyond;
  }
}
