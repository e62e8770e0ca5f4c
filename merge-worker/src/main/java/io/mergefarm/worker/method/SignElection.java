package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import java.util.Arrays;

/**
 * The task vectors vote on each element's sign with their weighted values; those that agree with
 * the outcome are added and, where the recipe says so, divided by the sum of their weights.
 */
final class SignElection implements Consensus {

  private final Arithmetic arithmetic;
  private final float[] weights;
  private final boolean normalize;
  private final float[] votes;
  private final float[] agreeingWeights;

  SignElection(TaskVectors vectors) {
    this.arithmetic = vectors.arithmetic();
    this.weights = Weights.of(vectors.models());
    this.normalize = vectors.parameters().flag("normalize");
    this.votes = new float[vectors.blockSize()];
    this.agreeingWeights = new float[vectors.blockSize()];
  }

  @Override
  public void combine(float[][] weighted, int length, float[] output) {
    vote(weighted, length);
    Arrays.fill(output, 0, length, 0);
    Arrays.fill(agreeingWeights, 0, length, 0);
    for (int i = 0; i < weighted.length; i++) {
      arithmetic.addAgreeing(weighted[i], weights[i], votes, output, agreeingWeights, length);
    }
    if (normalize) {
      arithmetic.divideUnlessZero(output, agreeingWeights, output, length);
    }
  }

  @Override
  public float aloneTimes(float weight) {
    return normalize && weight != 0 ? 1 : weight;
  }

  private void vote(float[][] weighted, int length) {
    System.arraycopy(weighted[0], 0, votes, 0, length);
    for (int i = 1; i < weighted.length; i++) {
      arithmetic.add(votes, weighted[i], votes, length);
    }
  }
}
