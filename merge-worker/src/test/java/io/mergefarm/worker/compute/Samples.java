package io.mergefarm.worker.compute;

import java.util.Random;

/** Seeded floats, every one of ten an extreme. */
final class Samples {

  private static final float[] EXTREMES = {
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    65504f,
    65520f,
    0x1p-24f,
    0x1p-25f,
    0x1.fep127f,
    1f,
    -1f
  };

  private Samples() {}

  static float[] floats(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          random.nextInt(10) == 0
              ? EXTREMES[random.nextInt(EXTREMES.length)]
              : (float) random.nextGaussian() * (float) Math.scalb(1.0, random.nextInt(40) - 20);
    }
    return values;
  }
}
