package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;

/** Of the task vectors' entries for an element the largest alone; of equal ones the first. */
final class LargestChange implements Consensus {

  private final Arithmetic arithmetic;
  private final float[] factors;
  private final float lambda;

  LargestChange(TaskVectors vectors, float[] factors) {
    this.arithmetic = vectors.arithmetic();
    this.factors = factors;
    this.lambda = vectors.lambda();
  }

  @Override
  public void move(float[] base, float[][] vectors, int length, float[] output) {
    arithmetic.scale(vectors[0], factors[0], output, length);
    for (int i = 1; i < vectors.length; i++) {
      arithmetic.scale(vectors[i], factors[i], vectors[i], length);
      arithmetic.magnitudes().keepLarger(vectors[i], output, length);
    }
    arithmetic.moves().move(base, output, lambda, output, length);
  }

  @Override
  public float aloneTimes(float weight) {
    return weight;
  }
}
