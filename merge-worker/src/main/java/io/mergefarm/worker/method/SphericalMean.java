package io.mergefarm.worker.method;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The iteration towards the point of the sphere whose mean direction to the given vectors vanishes.
 * The point is a linear combination of them all the time, so that their dot products are all that
 * it takes.
 */
final class SphericalMean {

  private final GramMatrix gram;
  private final double tolerance;
  private final int[] valid;
  private final double[] factors;

  /**
   * @param tolerance vectors that are no longer, angles that are smaller and steps that are shorter
   *     count as none
   */
  SphericalMean(GramMatrix gram, double tolerance) {
    this.gram = gram;
    this.tolerance = tolerance;
    this.valid = IntStream.range(0, gram.count()).filter(i -> gram.norm(i) > tolerance).toArray();
    this.factors = new double[gram.count()];
  }

  /** The factor of each vector in the point. */
  double[] factors() {
    return factors.clone();
  }

  /**
   * Starts from the mean of the directions, or from the first where they cancel.
   *
   * @return whether there is anything to iterate on
   */
  boolean begin() {
    for (int i : valid) {
      factors[i] = 1 / (valid.length * gram.norm(i));
    }
    if (valid.length > 0 && Math.sqrt(gram.square(factors)) < tolerance) {
      Arrays.fill(factors, 0);
      factors[valid[0]] = 1 / gram.norm(valid[0]);
    }
    normalize();
    return valid.length > 0;
  }

  /**
   * Goes one step along the mean of the directions to the vectors.
   *
   * @return whether it was a step
   */
  boolean step() {
    double[] tangent = tangent();
    double length = Math.sqrt(Math.max(0, gram.square(tangent)));
    if (length < tolerance) {
      return false;
    }
    for (int i = 0; i < factors.length; i++) {
      factors[i] =
          StrictMath.cos(length) * factors[i] + StrictMath.sin(length) / length * tangent[i];
    }
    normalize();
    return true;
  }

  private double[] tangent() {
    double[] tangent = new double[factors.length];
    for (int i : valid) {
      double cosine = Math.clamp(gram.dot(factors, i) / gram.norm(i), -1.0, 1.0);
      double angle = StrictMath.acos(cosine);
      if (angle >= tolerance && !opposite(cosine)) {
        double stretch = angle / StrictMath.sin(angle) / valid.length;
        tangent[i] += stretch / gram.norm(i);
        for (int j = 0; j < factors.length; j++) {
          tangent[j] -= stretch * cosine * factors[j];
        }
      }
    }
    return tangent;
  }

  /** From a point, no direction leads to the one opposite more than any other. */
  private static boolean opposite(double cosine) {
    return (float) cosine == -1;
  }

  private void normalize() {
    double norm = Math.sqrt(gram.square(factors));
    if (norm > tolerance) {
      for (int i = 0; i < factors.length; i++) {
        factors[i] /= norm;
      }
    }
  }
}
