package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Moves;
import io.mergefarm.contracts.method.TaskVectorMethods;
import io.mergefarm.contracts.method.TensorMerge;
import java.io.IOException;
import java.util.Arrays;

/**
 * "Behavior Knowledge Merge in Reinforced Agentic Models", Yuan et al., 2026: changes that several
 * models made are averaged over these, and such that one made alone are added as they are, or
 * scaled up by a factor for each model.
 *
 * @param descriptor of the method
 * @param factors what is known of the changes that models made alone
 */
record ReinforcedMerging(MethodDescriptor descriptor, OwnFactors factors) implements MergeMethod {

  /** Finds what each model's own changes are multiplied by. */
  @FunctionalInterface
  interface OwnFactors {
    /**
     * Finds them.
     *
     * @param limit differences up to this are no change
     */
    float[] of(TaskVectors vectors, float limit) throws IOException;
  }

  static ReinforcedMerging ram() {
    return new ReinforcedMerging(TaskVectorMethods.RAM, ReinforcedMerging::ones);
  }

  static ReinforcedMerging ramPlus() {
    return new ReinforcedMerging(TaskVectorMethods.RAMPLUS_TL, OwnChanges::factors);
  }

  private static float[] ones(TaskVectors vectors, float limit) {
    float[] factors = new float[vectors.count()];
    Arrays.fill(factors, 1);
    return factors;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    int base = tensor.base().orElseThrow();
    TaskVectors vectors = new TaskVectors(tensor, base);
    if (vectors.count() == 0) {
      return Kernels.copyOf(base);
    }
    float limit = (float) tensor.parameters().get("epsilon");
    float[] own = factors.of(vectors, limit);
    Moves moves = tensor.arithmetic().moves();
    return new TaskVectorKernel(
        vectors,
        (position, length, from, block, output) ->
            moves.moveByChanged(block, limit, own, from, output, length));
  }
}
