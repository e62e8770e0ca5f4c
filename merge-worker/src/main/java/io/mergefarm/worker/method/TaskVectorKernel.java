package io.mergefarm.worker.method;

import java.io.IOException;
import java.util.List;

/** The steps that all methods of the family of task arithmetic take with a block. */
record TaskVectorKernel(TaskVectors vectors, List<Pruning> prunings, Consensus consensus)
    implements StoredKernel {

  @Override
  public void merge(long position, int length, float[][] inputs, float[] output) {
    move(position, length, inputs[vectors.base()], vectors.block(length, inputs), output);
  }

  @Override
  public void merge(long position, int length, StoredInputs inputs, float[] output)
      throws IOException {
    float[] base = vectors.baseBlock(position, length, inputs);
    move(position, length, base, vectors.block(position, length, inputs), output);
  }

  private void move(long position, int length, float[] base, float[][] block, float[] output) {
    for (int i = 0; i < block.length; i++) {
      prunings.get(i).apply(position, length, block[i]);
    }
    consensus.move(base, block, length, output);
  }
}
