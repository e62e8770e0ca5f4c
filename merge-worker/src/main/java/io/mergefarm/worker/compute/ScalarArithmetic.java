package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;

/** Arithmetic as plain loops: what the faster ones are tested against. */
final class ScalarArithmetic implements Arithmetic {

  private static final int MAGNITUDE = 0x7fffffff;

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
  public void divideUnlessZero(float[] x, float[] divisors, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = divisors[i] == 0 ? x[i] : x[i] / divisors[i];
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
  public void dropUpTo(int limit, float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      if ((Float.floatToRawIntBits(x[i]) & MAGNITUDE) <= limit) {
        x[i] *= 0;
      }
    }
  }

  @Override
  public int sift(
      int least, int greatest, float[] x, int length, float[] between, Outside outside) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      int magnitude = Float.floatToRawIntBits(x[i]) & MAGNITUDE;
      if (magnitude > least && magnitude < greatest) {
        between[count++] = x[i];
      }
      outside.add(
          magnitude > greatest ? 1 : 0, magnitude == greatest ? 1 : 0, magnitude == least ? 1 : 0);
    }
    return count;
  }

  @Override
  public int count(int magnitude, float[] x, int length) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      count += (Float.floatToRawIntBits(x[i]) & MAGNITUDE) == magnitude ? 1 : 0;
    }
    return count;
  }

  @Override
  public void addAgreeing(
      float[] x, float weight, float[] vote, float[] sum, float[] weights, int length) {
    for (int i = 0; i < length; i++) {
      boolean agrees = vote[i] >= 0 ? x[i] > 0 : x[i] < 0;
      sum[i] += agrees ? x[i] : x[i] * 0;
      weights[i] += agrees ? weight : 0;
    }
  }

  @Override
  public void addDot(float[] x, float[] y, int length, Sum sum) {
    double[] lanes = sum.lanes();
    for (int i = 0; i < length; i++) {
      lanes[i % LANES] += (double) x[i] * y[i];
    }
  }

  @Override
  public void addMagnitudes(float[] x, int length, Sum sum) {
    double[] lanes = sum.lanes();
    for (int i = 0; i < length; i++) {
      lanes[i % LANES] += Math.abs(x[i]);
    }
  }
}
