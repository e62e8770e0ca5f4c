package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.method.MagnitudeBracket.Found;

/** Keeps the elements before a cut in the order of falling magnitudes. */
final class MagnitudeCut implements Pruning {

  private final CutPlace place;
  private final Arithmetic arithmetic;

  /**
   * @param cut the last magnitude before the cut
   */
  MagnitudeCut(Found cut, Arithmetic arithmetic) {
    this.place = new CutPlace(cut, arithmetic);
    this.arithmetic = arithmetic;
  }

  @Override
  public void apply(long position, int length, float[] vector) {
    int split = split(position, MagnitudeBlock.of(vector, length, arithmetic));
    arithmetic.magnitudes().dropUpTo(limit(true), vector, 0, split);
    arithmetic.magnitudes().dropUpTo(limit(false), vector, split, length);
  }

  /** Where a block is split into two of different limits. */
  int split(long position, MagnitudeBlock block) {
    return place.in(position, block);
  }

  /** Where the cut is. */
  CutPlace place() {
    return place;
  }

  /** The largest magnitude that is dropped, before or behind a split. */
  int limit(boolean beforeSplit) {
    return place.limit(beforeSplit);
  }
}
