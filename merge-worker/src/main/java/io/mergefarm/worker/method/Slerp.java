package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.method.TensorMerge;
import java.io.IOException;

/**
 * Spherical interpolation between two tensors, each seen as one vector: "Animating rotation with
 * quaternion curves", Shoemake, 1985.
 */
final class Slerp implements MergeMethod {

  /** A vector that is no longer than this has no direction. */
  private static final double SHORTEST = 1e-8;

  /** From this cosine on, vectors count as colinear and are interpolated linearly. */
  private static final double COLINEAR = 0.9995;

  @Override
  public MethodDescriptor descriptor() {
    return BuiltInMethods.SLERP;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    int from = tensor.base().orElse(0);
    if (tensor.inputs().size() == 1) {
      return Kernels.copyOf(from);
    }
    int to = 1 - from;
    VectorPair pair = VectorPair.measure(tensor, from, to);
    if (pair.identical()) {
      return Kernels.copyOf(from);
    }
    double t = tensor.parameters().get("t");
    Coefficients coefficients =
        interpolatedLinearly(pair, tensor.quirks())
            ? new Coefficients(1 - t, t)
            : Coefficients.onSphere(Math.acos(cosine(pair)), t);
    return Kernels.combination(
        tensor.arithmetic(), from, (float) coefficients.from, to, (float) coefficients.to);
  }

  /** Comparisons with NaN are false, so that NaN spreads on the spherical way. */
  private static boolean interpolatedLinearly(VectorPair pair, Quirks quirks) {
    boolean directionless = pair.firstNorm() <= SHORTEST || pair.secondNorm() <= SHORTEST;
    return Math.abs(cosine(pair)) > COLINEAR || (directionless && quirks == Quirks.NONE);
  }

  private static double cosine(VectorPair pair) {
    return pair.dot() / (divisor(pair.firstNorm()) * divisor(pair.secondNorm()));
  }

  private static double divisor(double norm) {
    return norm <= SHORTEST ? 1 : norm;
  }

  /** What the two vectors are multiplied by. */
  private record Coefficients(double from, double to) {
    static Coefficients onSphere(double angle, double t) {
      double sine = Math.sin(angle);
      return new Coefficients(Math.sin(angle - angle * t) / sine, Math.sin(angle * t) / sine);
    }
  }
}
