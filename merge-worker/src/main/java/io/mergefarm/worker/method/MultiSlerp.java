package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.GeometricMethods;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.TensorMerge;
import java.io.IOException;

/**
 * The weighted mean of the directions of tensors, or of their differences from a base, at the
 * weighted mean of their lengths. The method's step on the tangent space is zero in exact
 * arithmetic, since it starts from the mean of the same weights, and is left out.
 */
final class MultiSlerp implements MergeMethod {

  /** Dot products of unit vectors that cancel to less than this have lost too many digits. */
  private static final double CANCELLED = 1e-6;

  @Override
  public MethodDescriptor descriptor() {
    return GeometricMethods.MULTISLERP;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    Vectors vectors = Vectors.ofModels(tensor);
    if (vectors.count() == 1) {
      return Kernels.copyOf(tensor.base().orElse(1) == 0 ? 1 : 0);
    }
    GramMatrix gram = vectors.measure();
    return Kernels.flat(vectors, gram, factors(vectors, gram));
  }

  private static double[] factors(Vectors vectors, GramMatrix gram) throws IOException {
    double[] weights = weights(vectors);
    double eps = vectors.tensor().parameters().get("eps");
    double[] direction = new double[weights.length];
    double length = 0;
    for (int i = 0; i < weights.length; i++) {
      direction[i] = weights[i] / (gram.norm(i) + eps);
      length += weights[i] * gram.norm(i);
    }
    double square = gram.square(direction);
    if (square < CANCELLED) {
      square = vectors.square(direction);
    }
    double norm = Math.sqrt(square);
    return norm < eps ? weights : Weights.scaled(direction, length / norm);
  }

  private static double[] weights(Vectors vectors) {
    double[] weights = Weights.exact(vectors.models());
    return vectors.tensor().parameters().flag("normalize_weights")
        ? Weights.scaled(weights, 1 / Weights.sum(weights))
        : weights;
  }
}
