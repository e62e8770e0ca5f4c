package io.mergefarm.worker.evaluation;

import java.io.IOException;

/** The elements of a matrix whose rows or columns are stretched. */
final class StretchedBlocks implements BlockSource {

  private final BlockSource operand;
  private final RowsOrColumns places;
  private final float[] factors;

  /**
   * A stretched matrix.
   *
   * @param factors one for each row or column
   */
  StretchedBlocks(BlockSource operand, RowsOrColumns places, float[] factors) {
    this.operand = operand;
    this.places = places;
    this.factors = factors;
  }

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    operand.read(position, length, to);
    places.multiply(position, length, to, factors);
  }
}
