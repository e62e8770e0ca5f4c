package io.mergefarm.worker.method;

import java.util.Optional;

/**
 * Keeps the elements between two cuts in the order of falling magnitudes, or on one side of one.
 *
 * @param lower what is before it is kept
 * @param upper what is behind it is kept
 */
record MagnitudeWindow(Optional<MagnitudeCut> lower, Optional<OutlierCut> upper)
    implements Pruning {

  /** The lower end first, since it counts equal magnitudes that the upper end may drop. */
  @Override
  public void apply(long position, int length, float[] vector) {
    lower.ifPresent(cut -> cut.apply(position, length, vector));
    upper.ifPresent(cut -> cut.apply(position, length, vector));
  }
}
