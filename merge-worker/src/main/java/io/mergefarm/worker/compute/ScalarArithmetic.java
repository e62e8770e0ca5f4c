package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.RandomStream;

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
  public void move(float[] x, float[] change, float factor, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = moved(x[i], change[i] * factor);
    }
  }

  static float moved(float x, float change) {
    return change == 0 ? x : x + change;
  }

  @Override
  public void moveBySum(float[][] changes, float[] factors, float[] base, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = moved(base[i], sum(changes, factors, i));
    }
  }

  static float sum(float[][] changes, float[] factors, int i) {
    float sum = changes[0][i] * factors[0];
    for (int k = 1; k < changes.length; k++) {
      sum += changes[k][i] * factors[k];
    }
    return sum;
  }

  @Override
  public void moveByMajority(
      float[][] changes,
      float[] factors,
      float[] weights,
      float lambda,
      float[] base,
      float[] out,
      int length) {
    for (int i = 0; i < length; i++) {
      out[i] = moved(base[i], majority(changes, factors, weights, i) * lambda);
    }
  }

  static float majority(float[][] changes, float[] factors, float[] weights, int i) {
    boolean plus = sum(changes, factors, i) >= 0;
    float sum = 0;
    float divisor = 0;
    for (int k = 0; k < changes.length; k++) {
      float change = changes[k][i] * factors[k];
      boolean agrees = plus ? change > 0 : change < 0;
      sum += agrees ? change : change * 0;
      divisor += agrees && weights != null ? weights[k] : 0;
    }
    return divisor == 0 ? sum : sum / divisor;
  }

  @Override
  public void approach(float[] x, float[] y, float step, float least, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = approached(x[i], y[i], step, least);
    }
  }

  /** Subtracts, so that zeros of either sign that meet themselves stay as they are. */
  static float approached(float x, float y, float step, float least) {
    float way = x - y;
    float distance = Math.abs(way);
    if (Math.max(distance, least) <= step) {
      return y;
    }
    return distance < least ? x - way * (step / least) : x - Math.copySign(step, way) + y * 0;
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
  public void divideByAtLeast(float[] x, float[] divisors, float least, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = x[i] / Math.max(divisors[i], least);
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
  public void addSquare(float[] x, float[] sum, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += x[i] * x[i];
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
  public void dropWhereZero(float[] selector, float[] x, int length) {
    for (int i = 0; i < length; i++) {
      if (selector[i] == 0) {
        x[i] *= 0;
      }
    }
  }

  @Override
  public void draw(RandomStream stream, long from, short[] draws, int count) {
    Philox.draw(stream, from, draws, count);
  }

  @Override
  public int drawBehind(RandomStream stream, long element) {
    return Philox.drawBehind(stream, element);
  }

  @Override
  public void markBelow(short[] draws, int limit, int count, long[] marks) {
    ScalarMarks.markBelow(draws, limit, count, marks);
  }

  @Override
  public int largestMagnitude(float[] x, int length) {
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

  @Override
  public void markBelow(
      short[] draws, int[] bounds, int[] bins, int count, long[] marks, long[] open) {
    ScalarMarks.markBelow(draws, bounds, bins, 0, count, marks, open);
  }

  @Override
  public void dropUnmarked(long[] marks, int offset, float[] x, int length) {
    ScalarMarks.dropUnmarked(marks, offset, x, 0, length);
  }

  private static int magnitude(float value) {
    return Float.floatToRawIntBits(value) & MAGNITUDE;
  }

  @Override
  public void addDots(float[] x, float[] y, int length, Sum xx, Sum xy, Sum yy) {
    addDot(x, x, length, xx);
    addDot(x, y, length, xy);
    addDot(y, y, length, yy);
  }

  @Override
  public void keepZeros(float[] x, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = out[i] == 0 && x[i] == 0 ? x[i] : out[i];
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

  @Override
  public void addMagnitudes(float[] x, float[] y, int length, Sum sumX, Sum sumY) {
    addMagnitudes(x, length, sumX);
    addMagnitudes(y, length, sumY);
  }
}
