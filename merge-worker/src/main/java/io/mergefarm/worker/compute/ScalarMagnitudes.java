package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Magnitudes;

/** Comparisons of magnitudes as plain loops: what the faster ones are tested against. */
final class ScalarMagnitudes implements Magnitudes {

  private static final int MAGNITUDE = 0x7fffffff;

  @Override
  public void dropUpTo(int limit, float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      if ((Float.floatToRawIntBits(x[i]) & MAGNITUDE) <= limit) {
        x[i] *= 0;
      }
    }
  }

  @Override
  public void dropWhereUpTo(int limit, float[] selector, float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      if (magnitude(selector[i]) <= limit) {
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
  public void keepLarger(float[] x, float[] largest, int length) {
    for (int i = 0; i < length; i++) {
      largest[i] = larger(x[i], largest[i]);
    }
  }

  static float larger(float x, float largest) {
    return magnitude(x) > magnitude(largest) ? x : largest;
  }

  @Override
  public void countAbove(float[][] x, float limit, int length, long[] above, long[] alone) {
    countAbove(x, limit, 0, length, above, alone);
  }

  static void countAbove(float[][] x, float limit, int from, int to, long[] above, long[] alone) {
    for (int i = from; i < to; i++) {
      int count = countAbove(x, limit, i);
      for (int k = 0; k < x.length; k++) {
        boolean counted = Math.abs(x[k][i]) > limit;
        above[k] += counted ? 1 : 0;
        alone[k] += counted && count == 1 ? 1 : 0;
      }
    }
  }

  /** In how many arrays an element is above a limit. */
  static int countAbove(float[][] x, float limit, int i) {
    int count = 0;
    for (float[] vector : x) {
      count += Math.abs(vector[i]) > limit ? 1 : 0;
    }
    return count;
  }

  @Override
  public void distances(float[] x, float[] y, float factor, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = Math.abs(x[i] - y[i]) * factor;
    }
  }

  @Override
  public void dropFrom(int limit, float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      if (magnitude(x[i]) >= limit) {
        x[i] *= 0;
      }
    }
  }

  @Override
  public int largest(float[] x, int length) {
    int largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, magnitude(x[i]));
    }
    return largest;
  }

  @Override
  public int rank(int element, float[] x, int length) {
    int magnitude = magnitude(x[element]);
    int rank = 0;
    for (int i = 0; i < length; i++) {
      rank += magnitude(x[i]) < magnitude || (i < element && magnitude(x[i]) == magnitude) ? 1 : 0;
    }
    return rank;
  }

  @Override
  public void bin(float[] x, int length, int least, int shift, int last, int[] bins) {
    ScalarMarks.bin(x, 0, length, least, shift, last, bins);
  }

  private static int magnitude(float value) {
    return Float.floatToRawIntBits(value) & MAGNITUDE;
  }
}
