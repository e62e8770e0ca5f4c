package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.compute.Differences;
import io.mergefarm.worker.compute.StoredPair;
import io.mergefarm.worker.compute.Windows;

/**
 * The task vectors vote on each element's sign with their weighted values; those that agree with
 * the outcome are added and, where the recipe says so, divided by the sum of their weights.
 */
final class SignElection implements Consensus, StoredConsensus {

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

  /** Upper ends would slow down the vote where there are none, which is more often so. */
  @Override
  public boolean takesUpperEnds() {
    return false;
  }

  @Override
  public void move(
      Differences differences, StoredPair pair, Windows windows, float[] output, int start) {
    differences.moveByMajority(pair, windows, factors, weights, lambda, output, start);
  }

  @Override
  public float aloneTimes(float weight) {
    return weights != null && weight != 0 ? 1 : weight;
  }
}
