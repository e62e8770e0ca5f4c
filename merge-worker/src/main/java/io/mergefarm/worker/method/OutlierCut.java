package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.method.MagnitudeBracket.Found;

/** Keeps the elements behind a cut in the order of falling magnitudes. */
final class OutlierCut implements Pruning {

  private final CutPlace place;
  private final Arithmetic arithmetic;

  /**
   * @param cut the last magnitude before the cut
   */
  OutlierCut(Found cut, Arithmetic arithmetic) {
    this.place = new CutPlace(cut, arithmetic);
    this.arithmetic = arithmetic;
  }

  @Override
  public void apply(long position, int length, float[] vector) {
    int split = place.in(position, MagnitudeBlock.of(vector, length, arithmetic));
    arithmetic.magnitudes().dropFrom(place.limit(true) + 1, vector, 0, split);
    arithmetic.magnitudes().dropFrom(place.limit(false) + 1, vector, split, length);
  }

  /** Where the cut is. */
  CutPlace place() {
    return place;
  }
}
