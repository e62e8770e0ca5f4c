package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;

/** Drops what a mask does not keep. */
final class MaskPruning implements Pruning {

  private final Mask mask;
  private final Arithmetic arithmetic;
  private final long[] marks;

  MaskPruning(Mask mask, TaskVectors vectors) {
    this.mask = mask;
    this.arithmetic = vectors.arithmetic();
    this.marks = new long[Mask.words(vectors.blockSize())];
  }

  @Override
  public void apply(long position, int length, float[] vector) {
    mask.mark(position, length, vector, marks);
    arithmetic.draws().dropUnmarked(marks, (int) (position % Long.SIZE), vector, length);
  }
}
