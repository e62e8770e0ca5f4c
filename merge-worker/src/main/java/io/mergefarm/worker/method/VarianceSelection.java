package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Drops the elements on which the task vectors differ least, in all of them. */
final class VarianceSelection {

  private final TaskVectors vectors;
  private final float[] variance;
  private final float[] difference;
  private final float[] mean;
  private Pruning cut = Pruning.NONE;

  private VarianceSelection(TaskVectors vectors) {
    this.vectors = vectors;
    this.variance = new float[vectors.blockSize()];
    this.difference = new float[vectors.blockSize()];
    this.mean = new float[vectors.blockSize()];
  }

  /**
   * Selects a share of the elements on which the task vectors differ at all: of one or more all
   * elements without a look at them, otherwise in one pass that counts and one or more that search.
   *
   * @return empty where nothing is selected
   */
  static Optional<VarianceSelection> of(TaskVectors vectors, double share) throws IOException {
    VarianceSelection selection = new VarianceSelection(vectors);
    if (share >= 1) {
      return Optional.of(selection);
    }
    long kept = (long) ((float) selection.differing() * (float) share);
    if (kept <= 0) {
      return Optional.empty();
    }
    MagnitudeSearch search = vectors.magnitudes();
    MagnitudeSelection last = search.want(0, kept);
    float[][] shown = {selection.variance};
    search.run(
        visitor ->
            vectors.scan(
                (position, length, block) -> {
                  selection.vary(length, block);
                  visitor.visit(position, length, shown);
                }));
    selection.cut = new MagnitudeCut(last.result(), vectors.arithmetic());
    return Optional.of(selection);
  }

  private long differing() throws IOException {
    long[] equal = new long[1];
    vectors.scan(
        (position, length, block) -> {
          vary(length, block);
          equal[0] += vectors.arithmetic().magnitudes().count(0, variance, length);
        });
    return vectors.elements() - equal[0];
  }

  /** Multiplies by zero what is not selected. Blocks have to come front to back. */
  void apply(long position, int length, float[][] block) {
    if (cut.equals(Pruning.NONE)) {
      return;
    }
    vary(length, block);
    cut.apply(position, length, variance);
    for (float[] vector : block) {
      vectors.arithmetic().dropWhereZero(variance, vector, length);
    }
  }

  /**
   * Computes the variance over the task vectors for each element, times their number, by their
   * differences from the first: so equal ones have none at all.
   */
  private void vary(int length, float[][] block) {
    Arithmetic arithmetic = vectors.arithmetic();
    Arrays.fill(mean, 0, length, 0);
    for (int i = 1; i < block.length; i++) {
      arithmetic.subtract(block[i], block[0], difference, length);
      arithmetic.add(mean, difference, mean, length);
    }
    arithmetic.divide(mean, block.length, mean, length);
    Arrays.fill(variance, 0, length, 0);
    for (float[] vector : block) {
      arithmetic.subtract(vector, block[0], difference, length);
      arithmetic.subtract(difference, mean, difference, length);
      arithmetic.addSquare(difference, variance, length);
    }
  }
}
