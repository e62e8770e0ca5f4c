package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.GeometricMethods;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.TensorMerge;
import java.io.IOException;

/**
 * The mean of tensors on the sphere, at the mean of their lengths: "Riemannian center of mass and
 * mollifier smoothing", Karcher, 1977. One pass over the inputs; the iteration runs on the factors
 * of the inputs.
 */
final class Karcher implements MergeMethod {

  @Override
  public MethodDescriptor descriptor() {
    return GeometricMethods.KARCHER;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    if (tensor.inputs().size() == 1) {
      return Kernels.copyOf(0);
    }
    Parameters parameters = tensor.parameters();
    int iterations = (int) parameters.get("max_iter");
    double tolerance = parameters.get("tol");
    return Kernels.flat(
        Vectors.ofInputs(tensor),
        gram -> Weights.scaled(mean(gram, iterations, tolerance), meanNorm(gram)));
  }

  /** Tensors that are too short to have a direction count here. */
  private static double meanNorm(GramMatrix gram) {
    double sum = 0;
    for (int i = 0; i < gram.count(); i++) {
      sum += gram.norm(i);
    }
    return sum / gram.count();
  }

  /** The factors of the unit vector in the middle. */
  private static double[] mean(GramMatrix gram, int iterations, double tolerance) {
    SphericalMean mean = new SphericalMean(gram, tolerance);
    boolean moving = mean.begin();
    for (int i = 0; i < iterations && moving; i++) {
      moving = mean.step();
    }
    return mean.factors();
  }
}
