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
  public int countAbove(float[] x, float limit, float[] counts, int length) {
    return countAbove(x, limit, counts, 0, length);
  }

  static int countAbove(float[] x, float limit, float[] counts, int from, int to) {
    int above = 0;
    for (int i = from; i < to; i++) {
      if (Math.abs(x[i]) > limit) {
        counts[i]++;
        above++;
      }
    }
    return above;
  }

  @Override
  public int countUnique(float[] x, float limit, float[] counts, int length) {
    return countUnique(x, limit, counts, 0, length);
  }

  static int countUnique(float[] x, float limit, float[] counts, int from, int to) {
    int unique = 0;
    for (int i = from; i < to; i++) {
      unique += Math.abs(x[i]) > limit && counts[i] == 1 ? 1 : 0;
    }
    return unique;
  }

  @Override
  public void addAbove(
      float[] x, float limit, float[] counts, float factor, float[] sum, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += aboveShare(x[i], limit, counts[i], factor);
    }
  }

  static float aboveShare(float x, float limit, float count, float factor) {
    if (Math.abs(x) > limit) {
      return count == 1 ? x * factor : x;
    }
    return x * 0;
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
  public int countBelow(int magnitude, float[] x, int length) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      count += magnitude(x[i]) < magnitude ? 1 : 0;
    }
    return count;
  }

  @Override
  public void bin(float[] x, int length, int least, int shift, int last, int[] bins) {
    ScalarMarks.bin(x, 0, length, least, shift, last, bins);
  }

  private static int magnitude(float value) {
    return Float.floatToRawIntBits(value) & MAGNITUDE;
  }
}
