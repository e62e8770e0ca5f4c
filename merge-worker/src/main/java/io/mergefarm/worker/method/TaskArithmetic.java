package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.TensorMerge;
import java.io.IOException;

/**
 * Task arithmetic and what grew from it: each model's task vector, its difference from the base, is
 * pruned and weighted; the task vectors are combined and added to the base. The methods of the
 * family are settings of this one.
 *
 * @param descriptor of the method
 * @param sparsifier how task vectors are pruned
 * @param consensus how task vectors are combined
 */
record TaskArithmetic(
    MethodDescriptor descriptor, Sparsifier sparsifier, Consensus.Factory consensus)
    implements MergeMethod {

  /** "Editing Models with Task Arithmetic", Ilharco et al., 2022. */
  static TaskArithmetic plain() {
    return new TaskArithmetic(BuiltInMethods.TASK_ARITHMETIC, Sparsifier.NONE, WeightedSum::new);
  }

  /** "TIES-Merging: Resolving Interference When Merging Models", Yadav et al., 2023. */
  static TaskArithmetic ties() {
    return new TaskArithmetic(
        BuiltInMethods.TIES, new Rescaling(new LargestMagnitudes()), SignElection::new);
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    int base = tensor.base().orElseThrow();
    TaskVectors vectors = new TaskVectors(tensor, base);
    if (vectors.count() == 0) {
      return Kernels.copyOf(base);
    }
    return new TaskVectorKernel(vectors, sparsifier.prune(vectors), consensus.of(vectors));
  }
}
