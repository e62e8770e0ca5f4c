package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.GeometricMethods;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.method.TensorMerge;
import java.io.IOException;
import java.util.OptionalDouble;

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
    return GeometricMethods.SLERP;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    int from = tensor.base().orElse(0);
    if (tensor.inputs().size() == 1) {
      return Kernels.copyOf(from);
    }
    double t = way(tensor, from);
    Vectors vectors = Vectors.ofInputs(tensor);
    Arc arc = arc(vectors.measure(), tensor.quirks());
    double[] factors = new double[2];
    factors[from] = arc.from(t);
    factors[1 - from] = arc.to(t);
    return new LinearCombination(tensor.arithmetic(), factors);
  }

  /** The parameter t, or the second tensor's share of both weights. */
  private static double way(TensorMerge tensor, int from) {
    OptionalDouble t = tensor.parameters().find("t");
    if (t.isPresent()) {
      return t.getAsDouble();
    }
    double[] weights = Weights.exact(tensor.inputs());
    return weights[1 - from] / Weights.sum(weights);
  }

  /** Comparisons with NaN are false, so that NaN spreads on the spherical way. */
  private static Arc arc(GramMatrix gram, Quirks quirks) {
    boolean directionless = gram.norm(0) <= SHORTEST || gram.norm(1) <= SHORTEST;
    double cosine = gram.dot(0, 1) / (divisor(gram.norm(0)) * divisor(gram.norm(1)));
    boolean straight = Math.abs(cosine) > COLINEAR || (directionless && quirks == Quirks.NONE);
    return straight ? Arc.STRAIGHT : Arc.of(StrictMath.acos(cosine));
  }

  private static double divisor(double norm) {
    return norm <= SHORTEST ? 1 : norm;
  }
}
