package io.mergefarm.worker.method;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Vectors in float64, for references. */
final class Geometry {

  private Geometry() {}

  static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  static double[] difference(float[] x, float[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> (double) x[i] - y[i]).toArray();
  }

  static double dot(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum();
  }

  static double norm(double[] x) {
    return Math.sqrt(dot(x, x));
  }

  static double[] scaled(double[] x, double factor) {
    return Arrays.stream(x).map(value -> value * factor).toArray();
  }

  static double[] sum(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] + y[i]).toArray();
  }

  /** Along the great circle. */
  static double[] slerp(double t, double[] x, double[] y) {
    double angle = Math.acos(dot(x, y) / (norm(x) * norm(y)));
    return sum(
        scaled(x, Math.sin((1 - t) * angle) / Math.sin(angle)),
        scaled(y, Math.sin(t * angle) / Math.sin(angle)));
  }
}
