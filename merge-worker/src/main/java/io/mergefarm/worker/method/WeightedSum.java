package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.worker.compute.Differences;
import io.mergefarm.worker.compute.StoredPair;
import io.mergefarm.worker.compute.Windows;
import java.util.Optional;
import java.util.OptionalInt;

/** All task vectors added, and divided by the sum of the weights where the recipe says so. */
final class WeightedSum implements Consensus, StoredConsensus {

  /** A sum of weights below this counts as none, and nothing is divided. */
  private static final float SMALLEST_SUM = 1e-8f;

  private final Arithmetic arithmetic;
  private final float divisor;
  private final float[] factors;

  WeightedSum(TaskVectors vectors, float[] factors) {
    this.arithmetic = vectors.arithmetic();
    this.divisor = vectors.parameters().flag("normalize") ? divisor(vectors) : 1;
    this.factors = new float[factors.length];
    for (int i = 0; i < factors.length; i++) {
      this.factors[i] = (float) ((double) factors[i] * vectors.lambda() / divisor);
    }
  }

  private static float divisor(TaskVectors vectors) {
    float sum = Weights.sum(Weights.of(vectors.models()));
    return Math.abs(sum) < SMALLEST_SUM ? 1 : sum;
  }

  @Override
  public void move(float[] base, float[][] vectors, int length, float[] output) {
    arithmetic.moves().moveBySum(vectors, factors, base, output, length);
  }

  /**
   * The same step for two models as they are stored, whose differences are kept where they are
   * marked.
   *
   * @param place of the first element's bit among the marks
   * @param start the first element of the output that is set
   */
  void move(
      Differences differences,
      StoredPair pair,
      long[][] marks,
      int place,
      float[] output,
      int start) {
    differences.moveBySum(pair, marks, place, factors, output, start);
  }

  @Override
  public boolean takesUpperEnds() {
    return true;
  }

  @Override
  public void move(
      Differences differences, StoredPair pair, Windows windows, float[] output, int start) {
    differences.moveBySum(pair, windows, factors, output, start);
  }

  /** Base and models are combined by fixed factors, in float64: nothing cancels. */
  @Override
  public Optional<BlockKernel> unpruned(TaskVectors vectors) {
    double scale = (double) vectors.lambda() / divisor;
    double[] ofModels = Weights.scaled(Weights.exact(vectors.models()), scale);
    return Optional.of(
        new LinearCombination(
            arithmetic, vectors.ofInputs(ofModels), OptionalInt.of(vectors.base())));
  }

  @Override
  public float aloneTimes(float weight) {
    return weight / divisor;
  }
}
