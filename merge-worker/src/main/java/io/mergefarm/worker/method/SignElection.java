package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.compute.Differences;
import java.lang.foreign.MemorySegment;

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
   * @param offset of the first element in bytes
   * @param start the first element of the output that is set
   */
  void move(
      Differences differences,
      MemorySegment[] models,
      MemorySegment base,
      int[] limits,
      long offset,
      float[] output,
      int start,
      int length) {
    differences.moveByMajority(
        models, base, limits, factors, weights, lambda, offset, output, start, length);
  }

  @Override
  public float aloneTimes(float weight) {
    return weights != null && weight != 0 ? 1 : weight;
  }
}
