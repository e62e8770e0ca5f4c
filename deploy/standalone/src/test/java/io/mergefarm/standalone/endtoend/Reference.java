package io.mergefarm.standalone.endtoend;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The merge methods as their papers write them, in plain double arithmetic. */
final class Reference {

  private Reference() {}

  static double[] average(double[] a, double[] b) {
    return fill(a.length, i -> (a[i] + b[i]) / 2);
  }

  /** Along the arc between two tensors as vectors; the tests' tensors are far from colinear. */
  static double[] slerp(double t, double[] a, double[] b) {
    double angle = Math.acos(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
    double first = Math.sin((1 - t) * angle) / Math.sin(angle);
    double second = Math.sin(t * angle) / Math.sin(angle);
    return fill(a.length, i -> first * a[i] + second * b[i]);
  }

  static double[] taskArithmetic(double weight, double[] base, List<double[]> tuned) {
    return fill(
        base.length,
        i -> base[i] + tuned.stream().mapToDouble(model -> weight * (model[i] - base[i])).sum());
  }

  /** Equal weights of 1: the mean of the changes that agree with the sign of their sum. */
  static double[] ties(double density, double[] base, List<double[]> tuned) {
    List<double[]> changes =
        tuned.stream()
            .map(model -> largest(density, fill(base.length, i -> model[i] - base[i])))
            .toList();
    return fill(
        base.length,
        i -> {
          double sign = changes.stream().mapToDouble(change -> change[i]).sum() >= 0 ? 1 : -1;
          double mean =
              changes.stream()
                  .mapToDouble(change -> change[i])
                  .filter(change -> change * sign > 0)
                  .average()
                  .orElse(0);
          return base[i] + mean;
        });
  }

  /** Keeps the largest magnitudes, the first of equal ones. */
  private static double[] largest(double density, double[] change) {
    int[] kept =
        IntStream.range(0, change.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(change[i])))
            .limit((long) (density * change.length))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] sparse = new double[change.length];
    Arrays.stream(kept).forEach(i -> sparse[i] = change[i]);
    return sparse;
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  private static double[] fill(int length, IntToDoubleFunction value) {
    return IntStream.range(0, length).mapToDouble(value).toArray();
  }
}
