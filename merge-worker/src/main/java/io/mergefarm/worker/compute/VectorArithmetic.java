package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.RandomStream;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Arithmetic by vectors, with the bits of {@link ScalarArithmetic}. */
final class VectorArithmetic implements Arithmetic {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int MAGNITUDE = 0x7fffffff;

  /** Processors with shorter vectors have no instruction that compresses them. */
  private static final int SHORTEST_TO_COMPRESS = 8;

  /** At most {@link #LANES} doubles; as many floats make half a vector. */
  private static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(
          double.class,
          VectorShape.forBitSize(
              Math.min(LANES * Double.SIZE, DoubleVector.SPECIES_PREFERRED.vectorBitSize())));

  private static final VectorSpecies<Float> NARROW =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  private final Arithmetic plain = new ScalarArithmetic();

  @Override
  public void scale(float[] x, float factor, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      load(x, i).mul(factor).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = x[i] * factor;
    }
  }

  @Override
  public void addScaled(float[] x, float factor, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      load(out, i).add(load(x, i).mul(factor)).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] += x[i] * factor;
    }
  }

  @Override
  public void divide(float[] x, float divisor, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      load(x, i).div(divisor).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = x[i] / divisor;
    }
  }

  @Override
  public void divideUnlessZero(float[] x, float[] divisors, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector dividend = load(x, i);
      FloatVector divisor = load(divisors, i);
      dividend
          .div(divisor)
          .blend(dividend, divisor.compare(VectorOperators.EQ, 0))
          .intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = divisors[i] == 0 ? x[i] : x[i] / divisors[i];
    }
  }

  @Override
  public void add(float[] x, float[] y, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      load(x, i).add(load(y, i)).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = x[i] + y[i];
    }
  }

  @Override
  public void subtract(float[] x, float[] y, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      load(x, i).sub(load(y, i)).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = x[i] - y[i];
    }
  }

  @Override
  public void dropUpTo(int limit, float[] x, int from, int to) {
    int bound = from + FLOATS.loopBound(to - from);
    for (int i = from; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      VectorMask<Integer> dropped =
          value.reinterpretAsInts().and(MAGNITUDE).compare(VectorOperators.LE, limit);
      value.blend(value.mul(0), dropped.cast(FLOATS)).intoArray(x, i);
    }
    for (int i = bound; i < to; i++) {
      if ((Float.floatToRawIntBits(x[i]) & MAGNITUDE) <= limit) {
        x[i] *= 0;
      }
    }
  }

  @Override
  public int sift(
      int least, int greatest, float[] x, int length, float[] between, Outside outside) {
    if (FLOATS.length() < SHORTEST_TO_COMPRESS) {
      return plain.sift(least, greatest, x, length, between, outside);
    }
    int count = 0;
    int above = 0;
    int atGreatest = 0;
    int atLeast = 0;
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      IntVector magnitude = value.reinterpretAsInts().and(MAGNITUDE);
      VectorMask<Integer> inside =
          magnitude
              .compare(VectorOperators.GT, least)
              .and(magnitude.compare(VectorOperators.LT, greatest));
      above += magnitude.compare(VectorOperators.GT, greatest).trueCount();
      atGreatest += magnitude.compare(VectorOperators.EQ, greatest).trueCount();
      atLeast += magnitude.compare(VectorOperators.EQ, least).trueCount();
      value.compress(inside.cast(FLOATS)).intoArray(between, count);
      count += inside.trueCount();
    }
    outside.add(above, atGreatest, atLeast);
    for (int i = bound; i < length; i++) {
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
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      count +=
          load(x, i)
              .reinterpretAsInts()
              .and(MAGNITUDE)
              .compare(VectorOperators.EQ, magnitude)
              .trueCount();
    }
    for (int i = bound; i < length; i++) {
      count += (Float.floatToRawIntBits(x[i]) & MAGNITUDE) == magnitude ? 1 : 0;
    }
    return count;
  }

  @Override
  public void addAgreeing(
      float[] x, float weight, float[] vote, float[] sum, float[] weights, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      VectorMask<Float> plus = load(vote, i).compare(VectorOperators.GE, 0);
      VectorMask<Float> agrees =
          value
              .compare(VectorOperators.GT, 0)
              .and(plus)
              .or(value.compare(VectorOperators.LT, 0).andNot(plus));
      load(sum, i).add(value.mul(0).blend(value, agrees)).intoArray(sum, i);
      FloatVector share = FloatVector.zero(FLOATS).blend(weight, agrees);
      load(weights, i).add(share).intoArray(weights, i);
    }
    for (int i = bound; i < length; i++) {
      boolean agrees = vote[i] >= 0 ? x[i] > 0 : x[i] < 0;
      sum[i] += agrees ? x[i] : x[i] * 0;
      weights[i] += agrees ? weight : 0;
    }
  }

  @Override
  public void move(float[] x, float[] change, float factor, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      moved(load(x, i), load(change, i).mul(factor)).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = ScalarArithmetic.moved(x[i], change[i] * factor);
    }
  }

  @Override
  public void moveBySum(float[][] changes, float[] factors, float[] base, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      moved(load(base, i), sum(changes, factors, i)).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = ScalarArithmetic.moved(base[i], ScalarArithmetic.sum(changes, factors, i));
    }
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
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector change = majority(changes, factors, weights, i).mul(lambda);
      moved(load(base, i), change).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      float change = ScalarArithmetic.majority(changes, factors, weights, i) * lambda;
      out[i] = ScalarArithmetic.moved(base[i], change);
    }
  }

  private static FloatVector sum(float[][] changes, float[] factors, int i) {
    FloatVector sum = load(changes[0], i).mul(factors[0]);
    for (int k = 1; k < changes.length; k++) {
      sum = sum.add(load(changes[k], i).mul(factors[k]));
    }
    return sum;
  }

  private static FloatVector majority(float[][] changes, float[] factors, float[] weights, int i) {
    VectorMask<Float> plus = sum(changes, factors, i).compare(VectorOperators.GE, 0);
    FloatVector sum = FloatVector.zero(FLOATS);
    FloatVector divisor = FloatVector.zero(FLOATS);
    for (int k = 0; k < changes.length; k++) {
      FloatVector change = load(changes[k], i).mul(factors[k]);
      VectorMask<Float> agrees =
          change
              .compare(VectorOperators.GT, 0)
              .and(plus)
              .or(change.compare(VectorOperators.LT, 0).andNot(plus));
      sum = sum.add(change.mul(0).blend(change, agrees));
      if (weights != null) {
        divisor = divisor.add(weights[k], agrees);
      }
    }
    return weights == null
        ? sum
        : sum.div(divisor).blend(sum, divisor.compare(VectorOperators.EQ, 0));
  }

  private static FloatVector moved(FloatVector from, FloatVector way) {
    return from.add(way).blend(from, way.compare(VectorOperators.EQ, 0));
  }

  @Override
  public void approach(float[] x, float[] y, float step, float least, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      approached(load(x, i), load(y, i), step, least).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = ScalarArithmetic.approached(x[i], y[i], step, least);
    }
  }

  private static FloatVector approached(FloatVector x, FloatVector y, float step, float least) {
    FloatVector way = x.sub(y);
    FloatVector distance = way.abs();
    FloatVector signedStep =
        way.reinterpretAsInts()
            .and(~MAGNITUDE)
            .or(Float.floatToRawIntBits(step))
            .reinterpretAsFloats();
    return x.sub(signedStep)
        .add(y.mul(0))
        .blend(x.sub(way.mul(step / least)), distance.compare(VectorOperators.LT, least))
        .blend(y, distance.max(least).compare(VectorOperators.LE, step));
  }

  @Override
  public void keepLarger(float[] x, float[] largest, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      FloatVector other = load(largest, i);
      VectorMask<Integer> larger = magnitude(value).compare(VectorOperators.GT, magnitude(other));
      other.blend(value, larger.cast(FLOATS)).intoArray(largest, i);
    }
    for (int i = bound; i < length; i++) {
      largest[i] = ScalarArithmetic.larger(x[i], largest[i]);
    }
  }

  @Override
  public int countAbove(float[] x, float limit, float[] counts, int length) {
    int above = 0;
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      VectorMask<Float> counted = load(x, i).abs().compare(VectorOperators.GT, limit);
      load(counts, i).add(1, counted).intoArray(counts, i);
      above += counted.trueCount();
    }
    return above + ScalarArithmetic.countAbove(x, limit, counts, bound, length);
  }

  @Override
  public int countUnique(float[] x, float limit, float[] counts, int length) {
    int unique = 0;
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      unique +=
          load(x, i)
              .abs()
              .compare(VectorOperators.GT, limit)
              .and(load(counts, i).compare(VectorOperators.EQ, 1))
              .trueCount();
    }
    return unique + ScalarArithmetic.countUnique(x, limit, counts, bound, length);
  }

  @Override
  public void addAbove(
      float[] x, float limit, float[] counts, float factor, float[] sum, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      VectorMask<Float> above = value.abs().compare(VectorOperators.GT, limit);
      VectorMask<Float> unique = load(counts, i).compare(VectorOperators.EQ, 1);
      FloatVector share = value.mul(0).blend(value.blend(value.mul(factor), unique), above);
      load(sum, i).add(share).intoArray(sum, i);
    }
    for (int i = bound; i < length; i++) {
      sum[i] += ScalarArithmetic.aboveShare(x[i], limit, counts[i], factor);
    }
  }

  @Override
  public void divideByAtLeast(float[] x, float[] divisors, float least, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      load(x, i).div(load(divisors, i).max(least)).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = x[i] / Math.max(divisors[i], least);
    }
  }

  @Override
  public void addSquare(float[] x, float[] sum, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      load(sum, i).add(value.mul(value)).intoArray(sum, i);
    }
    for (int i = bound; i < length; i++) {
      sum[i] += x[i] * x[i];
    }
  }

  @Override
  public void dropFrom(int limit, float[] x, int from, int to) {
    int bound = from + FLOATS.loopBound(to - from);
    for (int i = from; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      VectorMask<Integer> dropped = magnitude(value).compare(VectorOperators.GE, limit);
      value.blend(value.mul(0), dropped.cast(FLOATS)).intoArray(x, i);
    }
    plain.dropFrom(limit, x, bound, to);
  }

  @Override
  public void dropWhereZero(float[] selector, float[] x, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      value.blend(value.mul(0), load(selector, i).compare(VectorOperators.EQ, 0)).intoArray(x, i);
    }
    for (int i = bound; i < length; i++) {
      x[i] *= selector[i] == 0 ? 0 : 1;
    }
  }

  @Override
  public void draw(RandomStream stream, long from, short[] draws, int count) {
    VectorPhilox.draw(stream, from, draws, count);
  }

  @Override
  public int drawBehind(RandomStream stream, long element) {
    return Philox.drawBehind(stream, element);
  }

  @Override
  public void markBelow(short[] draws, int limit, int count, long[] marks) {
    VectorMarks.markBelow(draws, limit, count, marks);
  }

  @Override
  public int largestMagnitude(float[] x, int length) {
    IntVector largest = IntVector.zero(IntVector.SPECIES_PREFERRED);
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      largest = largest.max(magnitude(load(x, i)));
    }
    int result = largest.reduceLanes(VectorOperators.MAX);
    for (int i = bound; i < length; i++) {
      result = Math.max(result, Float.floatToRawIntBits(x[i]) & MAGNITUDE);
    }
    return result;
  }

  @Override
  public int countBelow(int magnitude, float[] x, int length) {
    int count = 0;
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      count += magnitude(load(x, i)).compare(VectorOperators.LT, magnitude).trueCount();
    }
    for (int i = bound; i < length; i++) {
      count += (Float.floatToRawIntBits(x[i]) & MAGNITUDE) < magnitude ? 1 : 0;
    }
    return count;
  }

  @Override
  public void bin(float[] x, int length, int least, int shift, int last, int[] bins) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      IntVector magnitude = magnitude(load(x, i));
      magnitude
          .sub(least)
          .lanewise(VectorOperators.ASHR, shift)
          .max(1)
          .min(last)
          .blend(0, magnitude.compare(VectorOperators.EQ, 0))
          .intoArray(bins, i);
    }
    ScalarMarks.bin(x, bound, length, least, shift, last, bins);
  }

  @Override
  public void markBelow(
      short[] draws, int[] bounds, int[] bins, int count, long[] marks, long[] open) {
    VectorMarks.markBelow(draws, bounds, bins, count, marks, open);
  }

  @Override
  public void dropUnmarked(long[] marks, int offset, float[] x, int length) {
    VectorMarks.dropUnmarked(marks, offset, x, length);
  }

  private static IntVector magnitude(FloatVector x) {
    return x.reinterpretAsInts().and(MAGNITUDE);
  }

  /** The sums of up to three operands stay in registers. */
  @Override
  public void combine(float[][] x, double[] factors, float[] out, int length) {
    int bound = DOUBLES.loopBound(length);
    switch (factors.length) {
      case 1 -> combine(x[0], factors[0], out, bound);
      case 2 -> combine(x[0], factors[0], x[1], factors[1], out, bound);
      case 3 -> combine(x[0], factors[0], x[1], factors[1], x[2], factors[2], out, bound);
      default -> combineAll(x, factors, out, bound);
    }
    for (int i = bound; i < length; i++) {
      double sum = x[0][i] * factors[0];
      for (int k = 1; k < factors.length; k++) {
        sum += x[k][i] * factors[k];
      }
      out[i] = (float) sum;
    }
  }

  private static void combine(float[] x, double a, float[] out, int bound) {
    for (int i = 0; i < bound; i += DOUBLES.length()) {
      narrow(widened(x, i).mul(a), out, i);
    }
  }

  private static void combine(float[] x, double a, float[] y, double b, float[] out, int bound) {
    for (int i = 0; i < bound; i += DOUBLES.length()) {
      narrow(widened(x, i).mul(a).add(widened(y, i).mul(b)), out, i);
    }
  }

  private static void combine(
      float[] x, double a, float[] y, double b, float[] z, double c, float[] out, int bound) {
    for (int i = 0; i < bound; i += DOUBLES.length()) {
      DoubleVector sum = widened(x, i).mul(a).add(widened(y, i).mul(b));
      narrow(sum.add(widened(z, i).mul(c)), out, i);
    }
  }

  private static void combineAll(float[][] x, double[] factors, float[] out, int bound) {
    for (int i = 0; i < bound; i += DOUBLES.length()) {
      DoubleVector sum = widened(x[0], i).mul(factors[0]);
      for (int k = 1; k < factors.length; k++) {
        sum = sum.add(widened(x[k], i).mul(factors[k]));
      }
      narrow(sum, out, i);
    }
  }

  @Override
  public void keepZeros(float[] x, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector zero = load(x, i);
      FloatVector value = load(out, i);
      VectorMask<Float> both =
          zero.compare(VectorOperators.EQ, 0).and(value.compare(VectorOperators.EQ, 0));
      value.blend(zero, both).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = out[i] == 0 && x[i] == 0 ? x[i] : out[i];
    }
  }

  @Override
  public void addDots(float[] x, float[] y, int length, Sum xx, Sum xy, Sum yy) {
    int bound = length - length % LANES;
    for (int lane = 0; lane < LANES; lane += DOUBLES.length()) {
      DoubleVector ofX = DoubleVector.fromArray(DOUBLES, xx.lanes(), lane);
      DoubleVector ofBoth = DoubleVector.fromArray(DOUBLES, xy.lanes(), lane);
      DoubleVector ofY = DoubleVector.fromArray(DOUBLES, yy.lanes(), lane);
      for (int i = lane; i < bound; i += LANES) {
        DoubleVector xs = widened(x, i);
        DoubleVector ys = widened(y, i);
        ofX = ofX.add(xs.mul(xs));
        ofBoth = ofBoth.add(xs.mul(ys));
        ofY = ofY.add(ys.mul(ys));
      }
      ofX.intoArray(xx.lanes(), lane);
      ofBoth.intoArray(xy.lanes(), lane);
      ofY.intoArray(yy.lanes(), lane);
    }
    for (int i = bound; i < length; i++) {
      xx.lanes()[i % LANES] += (double) x[i] * x[i];
      xy.lanes()[i % LANES] += (double) x[i] * y[i];
      yy.lanes()[i % LANES] += (double) y[i] * y[i];
    }
  }

  /** One pass for each vector of partial sums: one where a vector holds them all. */
  @Override
  public void addDot(float[] x, float[] y, int length, Sum sum) {
    double[] lanes = sum.lanes();
    int bound = length - length % LANES;
    for (int lane = 0; lane < LANES; lane += DOUBLES.length()) {
      DoubleVector partial = DoubleVector.fromArray(DOUBLES, lanes, lane);
      for (int i = lane; i < bound; i += LANES) {
        partial = partial.add(widened(x, i).mul(widened(y, i)));
      }
      partial.intoArray(lanes, lane);
    }
    for (int i = bound; i < length; i++) {
      lanes[i % LANES] += (double) x[i] * y[i];
    }
  }

  @Override
  public void addMagnitudes(float[] x, int length, Sum sum) {
    double[] lanes = sum.lanes();
    int bound = length - length % LANES;
    for (int lane = 0; lane < LANES; lane += DOUBLES.length()) {
      DoubleVector partial = DoubleVector.fromArray(DOUBLES, lanes, lane);
      for (int i = lane; i < bound; i += LANES) {
        partial = partial.add(widened(x, i).abs());
      }
      partial.intoArray(lanes, lane);
    }
    for (int i = bound; i < length; i++) {
      lanes[i % LANES] += Math.abs(x[i]);
    }
  }

  /** Both sums at once, for an addition waits for the one before it. */
  @Override
  public void addMagnitudes(float[] x, float[] y, int length, Sum sumX, Sum sumY) {
    double[] lanesX = sumX.lanes();
    double[] lanesY = sumY.lanes();
    int bound = length - length % LANES;
    for (int lane = 0; lane < LANES; lane += DOUBLES.length()) {
      DoubleVector partialX = DoubleVector.fromArray(DOUBLES, lanesX, lane);
      DoubleVector partialY = DoubleVector.fromArray(DOUBLES, lanesY, lane);
      for (int i = lane; i < bound; i += LANES) {
        partialX = partialX.add(widened(x, i).abs());
        partialY = partialY.add(widened(y, i).abs());
      }
      partialX.intoArray(lanesX, lane);
      partialY.intoArray(lanesY, lane);
    }
    for (int i = bound; i < length; i++) {
      lanesX[i % LANES] += Math.abs(x[i]);
      lanesY[i % LANES] += Math.abs(y[i]);
    }
  }

  private static FloatVector load(float[] x, int from) {
    return FloatVector.fromArray(FLOATS, x, from);
  }

  private static void narrow(DoubleVector value, float[] out, int to) {
    ((FloatVector) value.convertShape(VectorOperators.D2F, NARROW, 0)).intoArray(out, to);
  }

  private static DoubleVector widened(float[] x, int from) {
    return (DoubleVector)
        FloatVector.fromArray(NARROW, x, from).convertShape(VectorOperators.F2D, DOUBLES, 0);
  }
}
