package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Distributions;
import io.mergefarm.contracts.method.Draws;
import io.mergefarm.contracts.method.Magnitudes;
import io.mergefarm.contracts.method.Moves;
import io.mergefarm.contracts.method.Sums;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Arithmetic by vectors, with the bits of {@link ScalarArithmetic}. */
final class VectorArithmetic implements Arithmetic {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private final Sums sums = new VectorSums();
  private final Magnitudes magnitudes = new VectorMagnitudes();
  private final Moves moves = new VectorMoves();
  private final Draws draws = new VectorDraws();
  private final Distributions distributions = new VectorDistributions();

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
  public void vary(float[][] x, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector first = load(x[0], i);
      FloatVector mean = FloatVector.zero(FLOATS);
      for (int k = 1; k < x.length; k++) {
        mean = mean.add(load(x[k], i).sub(first));
      }
      mean = mean.div(x.length);
      FloatVector variance = FloatVector.zero(FLOATS);
      for (int k = 0; k < x.length; k++) {
        FloatVector deviation = load(x[k], i).sub(first).sub(mean);
        variance = variance.add(deviation.mul(deviation));
      }
      variance.intoArray(out, i);
    }
    ScalarArithmetic.vary(x, out, bound, length);
  }

  /** The sums of up to three operands stay in registers. */
  @Override
  public void combine(float[][] x, double[] factors, float[] out, int length) {
    int bound = VectorDoubles.DOUBLES.loopBound(length);
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
    for (int i = 0; i < bound; i += VectorDoubles.DOUBLES.length()) {
      VectorDoubles.narrow(VectorDoubles.widened(x, i).mul(a), out, i);
    }
  }

  private static void combine(float[] x, double a, float[] y, double b, float[] out, int bound) {
    for (int i = 0; i < bound; i += VectorDoubles.DOUBLES.length()) {
      VectorDoubles.narrow(
          VectorDoubles.widened(x, i).mul(a).add(VectorDoubles.widened(y, i).mul(b)), out, i);
    }
  }

  private static void combine(
      float[] x, double a, float[] y, double b, float[] z, double c, float[] out, int bound) {
    for (int i = 0; i < bound; i += VectorDoubles.DOUBLES.length()) {
      DoubleVector sum = VectorDoubles.widened(x, i).mul(a).add(VectorDoubles.widened(y, i).mul(b));
      VectorDoubles.narrow(sum.add(VectorDoubles.widened(z, i).mul(c)), out, i);
    }
  }

  private static void combineAll(float[][] x, double[] factors, float[] out, int bound) {
    for (int i = 0; i < bound; i += VectorDoubles.DOUBLES.length()) {
      DoubleVector sum = VectorDoubles.widened(x[0], i).mul(factors[0]);
      for (int k = 1; k < factors.length; k++) {
        sum = sum.add(VectorDoubles.widened(x[k], i).mul(factors[k]));
      }
      VectorDoubles.narrow(sum, out, i);
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

  private static FloatVector load(float[] x, int from) {
    return FloatVector.fromArray(FLOATS, x, from);
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
