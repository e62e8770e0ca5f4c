package io.mergefarm.worker.method;

import java.util.List;

/** The step that all methods of the family of task arithmetic take with a block. */
record PrunedStep(List<Pruning> prunings, Consensus consensus) implements TaskVectorKernel.Step {

  @Override
  public void move(long position, int length, float[] base, float[][] block, float[] output) {
    for (int i = 0; i < block.length; i++) {
      prunings.get(i).apply(position, length, block[i]);
    }
    consensus.move(base, block, length, output);
  }
}
