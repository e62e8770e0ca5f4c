package io.mergefarm.worker.method;

import java.io.IOException;
import java.util.Optional;

/**
 * The weighted sum of a {@link MarkedPair}, in one step from stored inputs.
 *
 * @param blockwise takes the same step where inputs are not stored
 */
record MarkedSum(MarkedPair pair, WeightedSum sum, TaskVectorKernel blockwise)
    implements StoredKernel {

  /** Empty where the step is another one. */
  static Optional<MarkedSum> of(PrunedStep step, TaskVectorKernel blockwise) {
    return step.consensus() instanceof WeightedSum sum
        ? MarkedPair.of(blockwise.vectors(), step.prunings())
            .map(pair -> new MarkedSum(pair, sum, blockwise))
        : Optional.empty();
  }

  @Override
  public void merge(long position, int length, float[][] inputs, float[] output) {
    blockwise.merge(position, length, inputs, output);
  }

  @Override
  public void merge(long position, int length, StoredInputs inputs, float[] output)
      throws IOException {
    pair.move(position, length, inputs, sum, output);
  }
}
