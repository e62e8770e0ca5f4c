package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import java.io.IOException;
import java.util.Optional;

/** Drops the elements on which the task vectors differ least, in all of them. */
final class VarianceSelection {

  private static final int LARGEST_FINITE = Float.floatToRawIntBits(Float.MAX_VALUE);

  private final TaskVectors vectors;
  private final float[] variance;
  private Optional<MagnitudeCut> cut = Optional.empty();

  private VarianceSelection(TaskVectors vectors) {
    this.vectors = vectors;
    this.variance = new float[vectors.blockSize()];
  }

  /**
   * Selects a share of the elements on which the task vectors differ at all: of one or more all
   * elements without a look at them, otherwise mostly in one pass.
   *
   * @return empty where nothing is selected
   */
  static Optional<VarianceSelection> of(TaskVectors vectors, double share) throws IOException {
    VarianceSelection selection = new VarianceSelection(vectors);
    if (share >= 1) {
      return Optional.of(selection);
    }
    MagnitudeSearch search = vectors.magnitudes();
    MagnitudeSelection last = search.want(0, new MagnitudeRank.ShareOfOthers((float) share));
    float[][] shown = {selection.variance};
    search.run(
        visitor ->
            vectors.scan(
                (position, length, block) -> {
                  vectors.arithmetic().vary(block, selection.variance, length);
                  visitor.visit(position, length, shown);
                }));
    if (last.result().equals() == 0) {
      return Optional.empty();
    }
    selection.cut = Optional.of(new MagnitudeCut(last.result(), vectors.arithmetic()));
    return Optional.of(selection);
  }

  /** Multiplies by zero what is not selected. Blocks have to come front to back. */
  void apply(long position, int length, float[][] block) {
    cut.ifPresent(last -> apply(last, position, length, block));
  }

  private void apply(MagnitudeCut last, long position, int length, float[][] block) {
    Arithmetic arithmetic = vectors.arithmetic();
    arithmetic.vary(block, variance, length);
    int split = last.split(position, MagnitudeBlock.of(variance, length, arithmetic));
    for (float[] vector : block) {
      arithmetic.magnitudes().dropWhereUpTo(limit(last, true), variance, vector, 0, split);
      arithmetic.magnitudes().dropWhereUpTo(limit(last, false), variance, vector, split, length);
    }
  }

  /** The largest variance that is dropped; one that is not finite never is. */
  private static int limit(MagnitudeCut last, boolean beforeSplit) {
    return Math.min(last.limit(beforeSplit), LARGEST_FINITE);
  }
}
