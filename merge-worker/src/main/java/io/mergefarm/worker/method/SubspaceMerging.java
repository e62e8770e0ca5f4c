package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Access;
import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.SubspaceMethods;
import io.mergefarm.contracts.method.TensorMerge;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.worker.matrix.Matrix;
import java.io.IOException;
import java.util.Arrays;

/**
 * Methods that take the task vectors of matrices apart into singular vectors. All other tensors get
 * the mean of the task vectors, and so do embeddings unless the recipe says otherwise.
 *
 * @param descriptor of the method
 * @param consensus how the task vectors of a matrix become one
 */
record SubspaceMerging(MethodDescriptor descriptor, MatrixConsensus consensus)
    implements MergeMethod {

  /** "No Task Left Behind: Isotropic Model Merging", Marczak et al., 2025. */
  static SubspaceMerging isotropic() {
    return new SubspaceMerging(SubspaceMethods.ISO_C, MatrixConsensus.ISOTROPIC);
  }

  /** "Task Singular Vectors", Gargiulo et al., 2024. */
  static SubspaceMerging singularVectors() {
    return new SubspaceMerging(SubspaceMethods.TSV_M, MatrixConsensus.SINGULAR_VECTORS);
  }

  /** Matrices are kept outside the heap, and blocks can be short. */
  @Override
  public Access access(Shape shape, Parameters parameters) {
    return decomposed(shape, parameters) ? Access.STATISTIC : Access.ELEMENTWISE;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    int base = tensor.base().orElseThrow();
    if (tensor.inputs().size() == 1) {
      return Kernels.copyOf(base);
    }
    return decomposed(tensor.shape(), tensor.parameters()) ? merged(tensor, base) : mean(tensor);
  }

  private static BlockKernel mean(TensorMerge tensor) {
    Vectors vectors = Vectors.ofModels(tensor);
    double[] weights = Weights.exact(vectors.models());
    double share = tensor.parameters().get("lambda") / weights.length;
    return new LinearCombination(
        tensor.arithmetic(), vectors.ofInputs(Weights.scaled(weights, share)));
  }

  /** What is not a number, or not finite, has no singular vectors and spreads everywhere. */
  private BlockKernel merged(TensorMerge tensor, int base) throws IOException {
    GramMatrix gram = Vectors.ofModels(tensor).measure();
    if (!gram.finite()) {
      return (position, length, inputs, output) -> Arrays.fill(output, 0, length, Float.NaN);
    }
    return gram.zero()
        ? Kernels.copyOf(base)
        : added(consensus.combine(new TaskMatrices(tensor, base)), tensor, base);
  }

  private static BlockKernel added(Matrix change, TensorMerge tensor, int base) {
    double lambda = tensor.parameters().get("lambda");
    return (position, length, inputs, output) -> {
      for (int i = 0; i < length; i++) {
        output[i] = (float) (inputs[base][i] + lambda * change.get(position + i));
      }
    };
  }

  private static boolean decomposed(Shape shape, Parameters parameters) {
    return shape.rank() == 2
        && shape.elements() > 0
        && parameters.find("include_embeddings").orElse(1) != 0;
  }
}
