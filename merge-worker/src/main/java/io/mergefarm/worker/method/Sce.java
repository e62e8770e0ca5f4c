package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Moves;
import io.mergefarm.contracts.method.TaskVectorMethods;
import io.mergefarm.contracts.method.TensorMerge;
import java.io.IOException;
import java.util.Optional;

/**
 * Select, calculate, erase, of "FuseChat: Knowledge Fusion of Chat Models", Wan et al., 2024: keeps
 * the elements that the models change most differently, weights models by the mean square of what
 * they change, and drops changes against the majority's sign.
 */
final class Sce implements MergeMethod {

  /** Weights that agree come to at least this where they divide. */
  private static final float LEAST_DIVISOR = 1e-6f;

  @Override
  public MethodDescriptor descriptor() {
    return TaskVectorMethods.SCE;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    int base = tensor.base().orElseThrow();
    TaskVectors vectors = new TaskVectors(tensor, base);
    double share = tensor.parameters().get("select_topk");
    if (vectors.count() == 1 && share >= 1) {
      return Kernels.copyOf(vectors.input(0));
    }
    Optional<VarianceSelection> selection = VarianceSelection.of(vectors, share);
    if (vectors.count() == 0 || selection.isEmpty()) {
      return Kernels.copyOf(base);
    }
    float[] weights = EnergyWeights.of(vectors, selection.get());
    return kernel(vectors, selection.get(), weights);
  }

  private static BlockKernel kernel(
      TaskVectors vectors, VarianceSelection selection, float[] weights) {
    Moves moves = vectors.arithmetic().moves();
    return new TaskVectorKernel(
        vectors,
        (position, length, base, block, output) -> {
          selection.apply(position, length, block);
          moves.moveByAgreeing(block, weights, LEAST_DIVISOR, base, output, length);
        });
  }
}
