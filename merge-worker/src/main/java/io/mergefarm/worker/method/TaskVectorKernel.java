package io.mergefarm.worker.method;

import java.io.IOException;

/** Moves the base by task vectors, block by block. */
record TaskVectorKernel(TaskVectors vectors, Step step) implements StoredKernel {

  /** What is done with a block. */
  @FunctionalInterface
  interface Step {
    /**
     * Moves a block of the base.
     *
     * @param position of the block's first element in the tensor
     * @param block of each task vector; may be changed
     * @param output takes elements 0 to length - 1
     */
    void move(long position, int length, float[] base, float[][] block, float[] output);
  }

  @Override
  public void merge(long position, int length, float[][] inputs, float[] output) {
    step.move(position, length, inputs[vectors.base()], vectors.block(length, inputs), output);
  }

  @Override
  public void merge(long position, int length, StoredInputs inputs, float[] output)
      throws IOException {
    float[] base = vectors.baseBlock(position, length, inputs);
    step.move(position, length, base, vectors.block(position, length, inputs), output);
  }
}
