package io.mergefarm.standalone.bench;

import java.util.SplittableRandom;

/**
 * Seeded normal numbers of mean 0 and deviation 1, drawn from a table of 65,536 of them: four come
 * from one random long, which fills gigabytes in seconds. Not for use by several threads.
 */
final class NormalDraws {

  private static final int TABLE_BITS = 16;
  private static final int PER_LONG = Long.SIZE / TABLE_BITS;
  private static final float[] TABLE = table();

  private final SplittableRandom random;
  private long bits;
  private int left;

  /** Neighbouring seeds give unrelated draws. */
  NormalDraws(long seed) {
    this.random = new SplittableRandom(new SplittableRandom(seed).nextLong());
  }

  float next() {
    if (left == 0) {
      bits = random.nextLong();
      left = PER_LONG;
    }
    float drawn = TABLE[(int) bits & (TABLE.length - 1)];
    bits >>>= TABLE_BITS;
    left--;
    return drawn;
  }

  private static float[] table() {
    SplittableRandom random = new SplittableRandom(0);
    float[] table = new float[1 << TABLE_BITS];
    for (int i = 0; i < table.length; i++) {
      table[i] = (float) random.nextGaussian();
    }
    return table;
  }
}
