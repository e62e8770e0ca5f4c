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
    int split = place.in(position, length, vector);
    arithmetic.magnitudes().dropUpTo(place.magnitude() - 1, vector, 0, split);
    arithmetic.magnitudes().dropUpTo(place.magnitude(), vector, split, length);
  }
}
