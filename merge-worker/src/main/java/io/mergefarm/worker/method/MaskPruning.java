package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import java.util.Optional;

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
  public Optional<Mask> mask() {
    return Optional.of(mask);
  }

  /** Adds the magnitudes of a block to one sum, and those of what is left of it to another. */
  void addMagnitudes(long position, int length, float[] vector, Sum all, Sum left) {
    mask.mark(position, length, vector, marks);
    int offset = (int) (position % Long.SIZE);
    arithmetic.draws().addMagnitudes(marks, offset, vector, length, all, left);
  }

  @Override
  public void apply(long position, int length, float[] vector) {
    mask.mark(position, length, vector, marks);
    arithmetic.draws().dropUnmarked(marks, (int) (position % Long.SIZE), vector, length);
  }
}
