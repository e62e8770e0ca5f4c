package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Sums;

/** Sums as plain loops: what the faster ones are tested against. */
final class ScalarSums implements Sums {

  @Override
  public void addDots(
      float[] x, float[] y, int length, Arithmetic.Sum xx, Arithmetic.Sum xy, Arithmetic.Sum yy) {
    addDot(x, x, length, xx);
    addDot(x, y, length, xy);
    addDot(y, y, length, yy);
  }

  @Override
  public void addDot(float[] x, float[] y, int length, Arithmetic.Sum sum) {
    double[] lanes = sum.lanes();
    for (int i = 0; i < length; i++) {
      lanes[i % Arithmetic.LANES] += (double) x[i] * y[i];
    }
  }

  @Override
  public void addMagnitudes(float[] x, int length, Arithmetic.Sum sum) {
    double[] lanes = sum.lanes();
    for (int i = 0; i < length; i++) {
      lanes[i % Arithmetic.LANES] += Math.abs(x[i]);
    }
  }

  @Override
  public void addMagnitudes(
      float[] x, float[] y, int length, Arithmetic.Sum sumX, Arithmetic.Sum sumY) {
    addMagnitudes(x, length, sumX);
    addMagnitudes(y, length, sumY);
  }
}
