package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.compute.Differences;
import io.mergefarm.worker.compute.StoredPair;

/**
 * The task vectors vote on each element's sign with their weighted values; those that agree with
 * the outcome are added and, where the recipe says so, divided by the sum of their weights.
 */
final class SignElection implements Consensus {

  private final Arithmetic arithmetic;
  private final float[] factors;
  private final float[] weights;
  private final float lambda;

  SignElection(TaskVectors vectors, float[] factors) {
    this.arithmetic = vectors.arithmetic();
    this.factors = factors;
    this.weights = vectors.parameters().flag("normalize") ? Weights.of(vectors.models()) : null;
    this.lambda = vectors.lambda();
  }

  @Override
  public void move(float[] base, float[][] vectors, int length, float[] output) {
    arithmetic.moves().moveByMajority(vectors, factors, weights, lambda, base, output, length);
  }

  /**
   * The same step for two models as they are stored, whose differences are cut by magnitude.
   *
   * @param limits the largest magnitude that is dropped of each
   * @param leastKept takes up how many there are of the magnitude that follows, of each
   * @param start the first element of the output that is set
   */
  void move(
      Differences differences,
      StoredPair pair,
      int[] limits,
      long[] leastKept,
      float[] output,
      int start) {
    differences.moveByMajority(pair, limits, leastKept, factors, weights, lambda, output, start);
  }

  @Override
  public float aloneTimes(float weight) {
    return weights != null && weight != 0 ? 1 : weight;
  }
}
