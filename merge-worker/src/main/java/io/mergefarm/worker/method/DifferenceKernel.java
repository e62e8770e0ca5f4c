package io.mergefarm.worker.method;

import java.io.IOException;

/** A kernel that computes with the base and the task vectors. */
record DifferenceKernel(TaskVectors vectors, Step step) implements StoredKernel {

  @Override
  public void merge(long position, int length, float[][] inputs, float[] output) {
    step.merge(position, length, inputs[vectors.base()], vectors.block(length, inputs), output);
  }

  @Override
  public void merge(long position, int length, StoredInputs inputs, float[] output)
      throws IOException {
    float[] base = vectors.baseBlock(position, length, inputs);
    step.merge(position, length, base, vectors.block(position, length, inputs), output);
  }

  /** What is computed. */
  @FunctionalInterface
  interface Step {
    /**
     * Computes one block.
     *
     * @param position of its first element in the tensor
     * @param block of each task vector; may be changed
     * @param output takes elements 0 to length - 1
     */
    void merge(long position, int length, float[] base, float[][] block, float[] output);
  }
}
