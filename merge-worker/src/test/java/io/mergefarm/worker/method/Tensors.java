package io.mergefarm.worker.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

/** Random tensors, and how near results must come to what float64 gives. */
final class Tensors {

  private Tensors() {}

  static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** As a fine-tune of bfloat16 weights has it: most differences are equal to many others. */
  static float[] coarse(float[] base, long seed) {
    Random random = new Random(seed);
    float[] values = base.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (random.nextInt(9) - 4) / 8f;
    }
    return values;
  }

  static float[] filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  static void assertNear(float[] actual, double[] expected, double relativeToLargest) {
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= relativeToLargest * largest)) {
        assertThat((double) actual[i]).as("element %d", i).isEqualTo(expected[i]);
      }
    }
  }
}
