package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Sums;
import jdk.incubator.vector.DoubleVector;

/** Sums by vectors, with the bits of {@link ScalarSums}. */
final class VectorSums implements Sums {

  @Override
  public void addDots(
      float[] x, float[] y, int length, Arithmetic.Sum xx, Arithmetic.Sum xy, Arithmetic.Sum yy) {
    int bound = length - length % Arithmetic.LANES;
    for (int lane = 0; lane < Arithmetic.LANES; lane += VectorDoubles.DOUBLES.length()) {
      DoubleVector ofX = DoubleVector.fromArray(VectorDoubles.DOUBLES, xx.lanes(), lane);
      DoubleVector ofBoth = DoubleVector.fromArray(VectorDoubles.DOUBLES, xy.lanes(), lane);
      DoubleVector ofY = DoubleVector.fromArray(VectorDoubles.DOUBLES, yy.lanes(), lane);
      for (int i = lane; i < bound; i += Arithmetic.LANES) {
        DoubleVector xs = VectorDoubles.widened(x, i);
        DoubleVector ys = VectorDoubles.widened(y, i);
        ofX = ofX.add(xs.mul(xs));
        ofBoth = ofBoth.add(xs.mul(ys));
        ofY = ofY.add(ys.mul(ys));
      }
      ofX.intoArray(xx.lanes(), lane);
      ofBoth.intoArray(xy.lanes(), lane);
      ofY.intoArray(yy.lanes(), lane);
    }
    for (int i = bound; i < length; i++) {
      xx.lanes()[i % Arithmetic.LANES] += (double) x[i] * x[i];
      xy.lanes()[i % Arithmetic.LANES] += (double) x[i] * y[i];
      yy.lanes()[i % Arithmetic.LANES] += (double) y[i] * y[i];
    }
  }

  /** One pass for each vector of partial sums: one where a vector holds them all. */
  @Override
  public void addDot(float[] x, float[] y, int length, Arithmetic.Sum sum) {
    double[] lanes = sum.lanes();
    int bound = length - length % Arithmetic.LANES;
    for (int lane = 0; lane < Arithmetic.LANES; lane += VectorDoubles.DOUBLES.length()) {
      DoubleVector partial = DoubleVector.fromArray(VectorDoubles.DOUBLES, lanes, lane);
      for (int i = lane; i < bound; i += Arithmetic.LANES) {
        partial = partial.add(VectorDoubles.widened(x, i).mul(VectorDoubles.widened(y, i)));
      }
      partial.intoArray(lanes, lane);
    }
    for (int i = bound; i < length; i++) {
      lanes[i % Arithmetic.LANES] += (double) x[i] * y[i];
    }
  }

  @Override
  public void addMagnitudes(float[] x, int length, Arithmetic.Sum sum) {
    double[] lanes = sum.lanes();
    int bound = length - length % Arithmetic.LANES;
    for (int lane = 0; lane < Arithmetic.LANES; lane += VectorDoubles.DOUBLES.length()) {
      DoubleVector partial = DoubleVector.fromArray(VectorDoubles.DOUBLES, lanes, lane);
      for (int i = lane; i < bound; i += Arithmetic.LANES) {
        partial = partial.add(VectorDoubles.widened(x, i).abs());
      }
      partial.intoArray(lanes, lane);
    }
    for (int i = bound; i < length; i++) {
      lanes[i % Arithmetic.LANES] += Math.abs(x[i]);
    }
  }

  /** Both sums at once, for an addition waits for the one before it. */
  @Override
  public void addMagnitudes(
      float[] x, float[] y, int length, Arithmetic.Sum sumX, Arithmetic.Sum sumY) {
    double[] lanesX = sumX.lanes();
    double[] lanesY = sumY.lanes();
    int bound = length - length % Arithmetic.LANES;
    for (int lane = 0; lane < Arithmetic.LANES; lane += VectorDoubles.DOUBLES.length()) {
      DoubleVector partialX = DoubleVector.fromArray(VectorDoubles.DOUBLES, lanesX, lane);
      DoubleVector partialY = DoubleVector.fromArray(VectorDoubles.DOUBLES, lanesY, lane);
      for (int i = lane; i < bound; i += Arithmetic.LANES) {
        partialX = partialX.add(VectorDoubles.widened(x, i).abs());
        partialY = partialY.add(VectorDoubles.widened(y, i).abs());
      }
      partialX.intoArray(lanesX, lane);
      partialY.intoArray(lanesY, lane);
    }
    for (int i = bound; i < length; i++) {
      lanesX[i % Arithmetic.LANES] += Math.abs(x[i]);
      lanesY[i % Arithmetic.LANES] += Math.abs(y[i]);
    }
  }
}
