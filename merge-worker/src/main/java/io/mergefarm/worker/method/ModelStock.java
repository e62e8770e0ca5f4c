package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Access;
import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.GeometricMethods;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.TensorMerge;
import io.mergefarm.contracts.safetensors.Shape;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;

/**
 * From the base to the average of the models, by a share that follows from the angles between their
 * differences from the base: "Model Stock: All we need is just a few fine-tuned models", Jang et
 * al., 2024.
 */
final class ModelStock implements MergeMethod {

  private static final Logger LOG = System.getLogger(ModelStock.class.getName());

  /** Products of lengths below this are taken to be this. */
  private static final double SMALLEST_PRODUCT = 1e-6;

  /** A denominator below this leaves no digit of the share. */
  private static final double SMALLEST_DENOMINATOR = 1e-6;

  @Override
  public MethodDescriptor descriptor() {
    return GeometricMethods.MODEL_STOCK;
  }

  @Override
  public Access access(Shape shape, Parameters parameters) {
    return byRows(shape, parameters) ? Access.ROWS : Access.STATISTIC;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    if (tensor.inputs().size() == 1) {
      return Kernels.copyOf(0);
    }
    Vectors vectors = Vectors.ofModels(tensor);
    Mixing mixing = gram -> factors(gram, tensor.name());
    return byRows(tensor.shape(), tensor.parameters())
        ? new RowKernel(vectors, mixing)
        : Kernels.flat(vectors, mixing);
  }

  private static boolean byRows(Shape shape, Parameters parameters) {
    return parameters.flag("filter_wise") && shape.rank() > 1;
  }

  private static double[] factors(GramMatrix gram, String tensor) {
    double[] factors = new double[gram.count()];
    Arrays.fill(factors, share(gram, tensor) / gram.count());
    return factors;
  }

  /** How far to go; all the way where opposite differences leave the share undefined. */
  private static double share(GramMatrix gram, String tensor) {
    int count = gram.count();
    double cosine = meanCosine(gram);
    double denominator = 1 + (count - 1) * cosine;
    if (Math.abs(denominator) < SMALLEST_DENOMINATOR) {
      LOG.log(
          Level.WARNING,
          "model_stock: the models pull {0} in opposite directions; it becomes their average",
          tensor);
      return 1;
    }
    return count * cosine / denominator;
  }

  private static double meanCosine(GramMatrix gram) {
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < gram.count(); i++) {
      for (int j = 0; j < i; j++) {
        double product = Math.max(gram.norm(i) * gram.norm(j), SMALLEST_PRODUCT);
        sum += Math.clamp(gram.dot(i, j) / product, -1.0, 1.0);
        pairs++;
      }
    }
    return sum / pairs;
  }
}
