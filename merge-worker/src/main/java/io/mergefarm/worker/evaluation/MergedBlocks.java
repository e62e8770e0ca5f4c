package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.BlockKernel;
import java.io.IOException;

/** The elements of a merge. */
record MergedBlocks(MergeInputs inputs, BlockKernel kernel) implements BlockSource {

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    kernel.merge(position, length, inputs.read(position, length), to);
  }
}
