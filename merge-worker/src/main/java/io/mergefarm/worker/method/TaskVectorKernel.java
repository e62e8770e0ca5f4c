package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import java.util.List;

/** The steps that all methods of the family of task arithmetic take with a block. */
record TaskVectorKernel(TaskVectors vectors, List<Pruning> prunings, Consensus consensus)
    implements BlockKernel {

  @Override
  public void merge(long position, int length, float[][] inputs, float[] output) {
    float[][] block = vectors.block(length, inputs);
    for (int i = 0; i < block.length; i++) {
      prunings.get(i).apply(position, length, block[i]);
    }
    consensus.move(inputs[vectors.base()], block, length, output);
  }
}
