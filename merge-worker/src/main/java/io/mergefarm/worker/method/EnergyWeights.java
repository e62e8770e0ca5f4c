package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.Quirks;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Weights models by the mean square of their selected changes. Takes one pass. */
final class EnergyWeights {

  /** Mean squares that add up to less than this count as none in mergekit. */
  private static final double LEAST_SUM = 1e-6;

  private EnergyWeights() {}

  /** The weights, which add up to one. */
  static float[] of(TaskVectors vectors, VarianceSelection selection) throws IOException {
    Sum[] squares = Stream.generate(Sum::new).limit(vectors.count()).toArray(Sum[]::new);
    vectors.scan(
        (position, length, block) -> {
          selection.apply(position, length, block);
          for (int i = 0; i < block.length; i++) {
            vectors.arithmetic().sums().addDot(block[i], block[i], length, squares[i]);
          }
        });
    double[] means =
        Arrays.stream(squares).mapToDouble(sum -> sum.value() / vectors.elements()).toArray();
    return shares(means, vectors.quirks() == Quirks.MERGEKIT ? LEAST_SUM : Double.MIN_VALUE);
  }

  private static float[] shares(double[] means, double leastSum) {
    double sum = DoubleStream.of(means).sum();
    float[] shares = new float[means.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (sum < leastSum ? 1.0 / means.length : means[i] / sum);
    }
    return shares;
  }
}
