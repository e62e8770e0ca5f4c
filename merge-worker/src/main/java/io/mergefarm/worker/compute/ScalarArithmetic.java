package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Distributions;
import io.mergefarm.contracts.method.Draws;
import io.mergefarm.contracts.method.Magnitudes;
import io.mergefarm.contracts.method.Moves;
import io.mergefarm.contracts.method.Sums;

/** Arithmetic as plain loops: what the faster ones are tested against. */
final class ScalarArithmetic implements Arithmetic {
  private final Sums sums = new ScalarSums();
  private final Magnitudes magnitudes = new ScalarMagnitudes();
  private final Moves moves = new ScalarMoves();
  private final Draws draws = new ScalarDraws();
  private final Distributions distributions = new ScalarDistributions();

  @Override
  public void scale(float[] x, float factor, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = x[i] * factor;
    }
  }

  @Override
  public void addScaled(float[] x, float factor, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] += x[i] * factor;
    }
  }

  @Override
  public void divide(float[] x, float divisor, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = x[i] / divisor;
    }
  }

  @Override
  public void add(float[] x, float[] y, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = x[i] + y[i];
    }
  }

  @Override
  public void subtract(float[] x, float[] y, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = x[i] - y[i];
    }
  }

  @Override
  public void combine(float[][] x, double[] factors, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      double sum = x[0][i] * factors[0];
      for (int k = 1; k < factors.length; k++) {
        sum += x[k][i] * factors[k];
      }
      out[i] = (float) sum;
    }
  }

  @Override
  public void vary(float[][] x, float[] out, int length) {
    vary(x, out, 0, length);
  }

  static void vary(float[][] x, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      float mean = 0;
      for (int k = 1; k < x.length; k++) {
        mean += x[k][i] - x[0][i];
      }
      mean /= x.length;
      float variance = 0;
      for (float[] vector : x) {
        float deviation = vector[i] - x[0][i] - mean;
        variance += deviation * deviation;
      }
      out[i] = variance;
    }
  }

  @Override
  public void keepZeros(float[] x, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = out[i] == 0 && x[i] == 0 ? x[i] : out[i];
    }
  }

  @Override
  public Sums sums() {
    return sums;
  }

  @Override
  public Magnitudes magnitudes() {
    return magnitudes;
  }

  @Override
  public Moves moves() {
    return moves;
  }

  @Override
  public Draws draws() {
    return draws;
  }

  @Override
  public Distributions distributions() {
    return distributions;
  }
}
