package io.mergefarm.worker.method;

/**
 * How far a row has moved: the Kullback-Leibler divergence of what softmax makes of it, in float64
 * and with exponentials and logarithms that are the same on every processor.
 */
final class RowDivergence {

  /** Is added to each probability. */
  private static final double SMOOTHING = 1e-8;

  private final double[] exponentials;
  private final double[] baseExponentials;

  RowDivergence(int columns) {
    this.exponentials = new double[columns];
    this.baseExponentials = new double[columns];
  }

  /** The divergence of a row of x from that of y, which rounding does not make negative. */
  double of(float[] x, float[] y, int from) {
    double sum = exponentials(x, from, exponentials);
    double baseSum = exponentials(y, from, baseExponentials);
    double divergence = 0;
    for (int i = 0; i < exponentials.length; i++) {
      double p = exponentials[i] / sum + SMOOTHING;
      double q = baseExponentials[i] / baseSum + SMOOTHING;
      divergence += p * StrictMath.log(p / q);
    }
    return Math.max(0, divergence);
  }

  /** Divided by that of the largest element, so that none overflows; returns their sum. */
  private static double exponentials(float[] row, int from, double[] exponentials) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < exponentials.length; i++) {
      largest = Math.max(largest, row[from + i]);
    }
    double sum = 0;
    for (int i = 0; i < exponentials.length; i++) {
      exponentials[i] = StrictMath.exp((double) row[from + i] - largest);
      sum += exponentials[i];
    }
    return sum;
  }
}
