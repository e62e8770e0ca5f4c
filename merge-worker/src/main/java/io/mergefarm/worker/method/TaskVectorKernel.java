package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.BlockKernel;
import java.util.List;

/** The steps that all methods of the family of task arithmetic take with a block. */
final class TaskVectorKernel implements BlockKernel {

  private final TaskVectors vectors;
  private final List<Pruning> prunings;
  private final Consensus consensus;
  private final Arithmetic arithmetic;
  private final float[] factors;
  private final float lambda;

  TaskVectorKernel(TaskVectors vectors, List<Pruning> prunings, Consensus consensus) {
    this.vectors = vectors;
    this.prunings = prunings;
    this.consensus = consensus;
    this.arithmetic = vectors.arithmetic();
    this.factors = Weights.of(vectors.models());
    for (int i = 0; i < factors.length; i++) {
      factors[i] *= prunings.get(i).factor();
    }
    this.lambda = (float) vectors.parameters().get("lambda");
  }

  @Override
  public void merge(long position, int length, float[][] inputs, float[] output) {
    float[][] block = vectors.block(length, inputs);
    for (int i = 0; i < block.length; i++) {
      prunings.get(i).apply(position, length, block[i]);
      arithmetic.scale(block[i], factors[i], block[i], length);
    }
    consensus.combine(block, length, output);
    arithmetic.move(inputs[vectors.base()], output, lambda, output, length);
  }
}
