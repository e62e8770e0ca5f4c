package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;

/** All task vectors added, and divided by the sum of the weights where the recipe says so. */
final class WeightedSum implements Consensus {

  /** A sum of weights below this counts as none, and nothing is divided. */
  private static final float SMALLEST_SUM = 1e-8f;

  private final Arithmetic arithmetic;
  private final float divisor;

  WeightedSum(TaskVectors vectors) {
    this.arithmetic = vectors.arithmetic();
    this.divisor = vectors.parameters().flag("normalize") ? divisor(vectors) : 1;
  }

  private static float divisor(TaskVectors vectors) {
    float sum = Weights.sum(Weights.of(vectors.models()));
    return Math.abs(sum) < SMALLEST_SUM ? 1 : sum;
  }

  @Override
  public void combine(float[][] weighted, int length, float[] output) {
    System.arraycopy(weighted[0], 0, output, 0, length);
    for (int i = 1; i < weighted.length; i++) {
      arithmetic.add(output, weighted[i], output, length);
    }
    if (divisor != 1) {
      arithmetic.divide(output, divisor, output, length);
    }
  }

  @Override
  public float aloneTimes(float weight) {
    return weight / divisor;
  }
}
