package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Distributions;

/** How far a row has moved: the Kullback-Leibler divergence of what softmax makes of it. */
final class RowDivergence {

  /** Is added to each probability. */
  private static final double SMOOTHING = 1e-8;

  private final Distributions distributions;
  private final int columns;
  private final double[] exponentials;
  private final double[] baseExponentials;

  RowDivergence(int columns, Distributions distributions) {
    this.distributions = distributions;
    this.columns = columns;
    this.exponentials = new double[columns];
    this.baseExponentials = new double[columns];
  }

  /** The divergence of a row of x from that of y, which rounding does not make negative. */
  double of(float[] x, float[] y, int from) {
    double sum = distributions.exponentials(x, from, columns, exponentials);
    double baseSum = distributions.exponentials(y, from, columns, baseExponentials);
    return Math.max(
        0,
        distributions.divergence(exponentials, sum, baseExponentials, baseSum, columns, SMOOTHING));
  }
}
