package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.Distributions;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Distributions by vectors, with the bits of {@link ScalarDistributions}. The steps of {@link
 * Transcendentals} stand in the loops: there are so many that the JVM would not inline the last
 * ones.
 */
final class VectorDistributions implements Distributions {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = VectorDoubles.DOUBLES;

  @Override
  public double exponentials(float[] x, int from, int length, double[] out) {
    float largest = largest(x, from, length);
    Sum sum = new Sum();
    int bound = length - length % Arithmetic.LANES;
    for (int lane = 0; lane < Arithmetic.LANES; lane += DOUBLES.length()) {
      exponentials(largest, x, from, lane, bound, out, sum.lanes());
    }
    ScalarDistributions.exponentials(largest, x, from, bound, length, out, sum);
    return sum.value();
  }

  private static float largest(float[] x, int from, int length) {
    FloatVector largest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      largest = largest.max(FloatVector.fromArray(FLOATS, x, from + i));
    }
    return ScalarDistributions.largest(
        largest.reduceLanes(VectorOperators.MAX), x, from + bound, from + length);
  }

  private static void exponentials(
      float largest, float[] x, int from, int lane, int bound, double[] out, double[] lanes) {
    DoubleVector sum = DoubleVector.fromArray(DOUBLES, lanes, lane);
    for (int i = lane; i < bound; i += Arithmetic.LANES) {
      DoubleVector power = VectorDoubles.widened(x, from + i).sub(largest);
      DoubleVector shifted = power.mul(Transcendentals.LOG2_E).add(Transcendentals.ROUNDER);
      DoubleVector exponent = shifted.sub(Transcendentals.ROUNDER);
      DoubleVector r =
          power
              .sub(exponent.mul(Transcendentals.LN2_UPPER))
              .sub(exponent.mul(Transcendentals.LN2_LOWER));
      DoubleVector square = r.mul(r);
      DoubleVector even =
          square
              .mul(Transcendentals.E12)
              .add(Transcendentals.E10)
              .mul(square)
              .add(Transcendentals.E8)
              .mul(square)
              .add(Transcendentals.E6)
              .mul(square)
              .add(Transcendentals.E4)
              .mul(square)
              .add(Transcendentals.E2);
      DoubleVector odd =
          square
              .mul(Transcendentals.E13)
              .add(Transcendentals.E11)
              .mul(square)
              .add(Transcendentals.E9)
              .mul(square)
              .add(Transcendentals.E7)
              .mul(square)
              .add(Transcendentals.E5)
              .mul(square)
              .add(Transcendentals.E3);
      DoubleVector value = square.mul(odd.mul(r).add(even)).add(r).add(1);
      DoubleVector scaled =
          value
              .reinterpretAsLongs()
              .add(
                  shifted
                      .reinterpretAsLongs()
                      .lanewise(VectorOperators.LSHL, Transcendentals.MANTISSA_BITS))
              .reinterpretAsDoubles()
              .blend(0, power.compare(VectorOperators.LT, Transcendentals.LEAST));
      scaled.intoArray(out, i);
      sum = sum.add(scaled);
    }
    sum.intoArray(lanes, lane);
  }

  @Override
  public double divergence(
      double[] x, double sumX, double[] y, double sumY, int length, double smoothing) {
    Sum sum = new Sum();
    int bound = length - length % Arithmetic.LANES;
    for (int lane = 0; lane < Arithmetic.LANES; lane += DOUBLES.length()) {
      divergence(x, 1 / sumX, y, 1 / sumY, lane, bound, smoothing, sum.lanes());
    }
    ScalarDistributions.divergence(x, 1 / sumX, y, 1 / sumY, bound, length, smoothing, sum);
    return sum.value();
  }

  private static void divergence(
      double[] x,
      double shareX,
      double[] y,
      double shareY,
      int lane,
      int bound,
      double smoothing,
      double[] lanes) {
    DoubleVector sum = DoubleVector.fromArray(DOUBLES, lanes, lane);
    for (int i = lane; i < bound; i += Arithmetic.LANES) {
      DoubleVector p = DoubleVector.fromArray(DOUBLES, x, i).mul(shareX).add(smoothing);
      DoubleVector q = DoubleVector.fromArray(DOUBLES, y, i).mul(shareY).add(smoothing);
      LongVector exponent =
          p.reinterpretAsLongs()
              .sub(q.reinterpretAsLongs())
              .add(Transcendentals.EXPONENT_OFFSET)
              .lanewise(VectorOperators.LSHR, Transcendentals.MANTISSA_BITS);
      DoubleVector scaled =
          q.mul(
              exponent
                  .lanewise(VectorOperators.LSHL, Transcendentals.MANTISSA_BITS)
                  .reinterpretAsDoubles());
      DoubleVector s = p.sub(scaled).div(p.add(scaled));
      DoubleVector z = s.mul(s);
      DoubleVector square = z.mul(z);
      DoubleVector odd =
          square
              .mul(Transcendentals.L11)
              .add(Transcendentals.L9)
              .mul(square)
              .add(Transcendentals.L7)
              .mul(square)
              .add(Transcendentals.L5)
              .mul(square)
              .add(Transcendentals.L3)
              .mul(square)
              .add(Transcendentals.L1);
      DoubleVector even =
          square
              .mul(Transcendentals.L10)
              .add(Transcendentals.L8)
              .mul(square)
              .add(Transcendentals.L6)
              .mul(square)
              .add(Transcendentals.L4)
              .mul(square)
              .add(Transcendentals.L2);
      DoubleVector ofPower =
          exponent
              .add(Transcendentals.ROUNDER_BITS)
              .reinterpretAsDoubles()
              .sub(Transcendentals.ROUNDER + Transcendentals.BIAS)
              .mul(Transcendentals.LN2);
      sum = sum.add(p.mul(ofPower.add(z.mul(s).mul(even.mul(z).add(odd)).add(s.mul(2)))));
    }
    sum.intoArray(lanes, lane);
  }
}
