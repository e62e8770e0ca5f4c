package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.worker.method.StoredInputs;
import io.mergefarm.worker.method.StoredKernel;
import java.io.IOException;
import java.util.Optional;

/**
 * The elements of a merge. Kernels of methods that need the whole tensor are given all blocks front
 * to back: where something else is asked for, what lies between is computed and dropped.
 */
final class MergedBlocks implements BlockSource {

  private final MergeInputs inputs;
  private final BlockKernel kernel;
  private final boolean inOrder;
  private final Optional<StoredInputs> stored;
  private long next;

  MergedBlocks(MergeInputs inputs, BlockKernel kernel, boolean inOrder) {
    this.inputs = inputs;
    this.kernel = kernel;
    this.inOrder = inOrder;
    this.stored = inputs.stored();
  }

  BlockKernel kernel() {
    return kernel;
  }

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    if (inOrder && position != next) {
      goTo(position);
    }
    merge(position, length, to);
  }

  private void goTo(long position) throws IOException {
    float[] dropped = new float[inputs.blockSize()];
    next = position < next ? 0 : next;
    while (next < position) {
      merge(next, (int) Math.min(dropped.length, position - next), dropped);
    }
  }

  private void merge(long position, int length, float[] to) throws IOException {
    if (stored.isPresent() && kernel instanceof StoredKernel direct) {
      direct.merge(position, length, stored.get(), to);
    } else {
      kernel.merge(position, length, inputs.read(position, length), to);
    }
    next = position + length;
  }
}
