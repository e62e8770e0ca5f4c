package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.Distributions;

/** Distributions as plain loops: what the faster ones are tested against. */
final class ScalarDistributions implements Distributions {

  @Override
  public double exponentials(float[] x, int from, int length, double[] out) {
    float largest = largest(Float.NEGATIVE_INFINITY, x, from, from + length);
    Sum sum = new Sum();
    exponentials(largest, x, from, 0, length, out, sum);
    return sum.value();
  }

  static float largest(float largest, float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, x[i]);
    }
    return largest;
  }

  /**
   * Those of some elements of a row.
   *
   * @param start the first of them
   */
  static void exponentials(
      float largest, float[] x, int from, int start, int length, double[] out, Sum sum) {
    for (int i = start; i < length; i++) {
      out[i] = Transcendentals.exp((double) x[from + i] - largest);
      sum.lanes()[i % Arithmetic.LANES] += out[i];
    }
  }

  @Override
  public double divergence(
      double[] x, double sumX, double[] y, double sumY, int length, double smoothing) {
    Sum sum = new Sum();
    divergence(x, 1 / sumX, y, 1 / sumY, 0, length, smoothing, sum);
    return sum.value();
  }

  /** Adds the terms of some elements. */
  static void divergence(
      double[] x,
      double shareX,
      double[] y,
      double shareY,
      int start,
      int length,
      double smoothing,
      Sum sum) {
    for (int i = start; i < length; i++) {
      double p = x[i] * shareX + smoothing;
      double q = y[i] * shareY + smoothing;
      sum.lanes()[i % Arithmetic.LANES] += p * Transcendentals.logOfRatio(p, q);
    }
  }
}
