package io.mergefarm.worker.evaluation;

import java.io.IOException;

/** The elements of a tensor with a product of low rank added. */
final class LowRankBlocks implements BlockSource {

  private final BlockSource operand;
  private final LowRankProduct product;
  private final float scale;
  private final float[] scratch;

  /**
   * A sum.
   *
   * @param scale what the product is multiplied by
   * @param scratch as long as the longest block
   */
  LowRankBlocks(BlockSource operand, LowRankProduct product, float scale, float[] scratch) {
    this.operand = operand;
    this.product = product;
    this.scale = scale;
    this.scratch = scratch;
  }

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    operand.read(position, length, to);
    int done = 0;
    while (done < length) {
      int row = Math.toIntExact((position + done) / product.columns());
      int column = (int) ((position + done) % product.columns());
      int piece = Math.min(length - done, product.columns() - column);
      product.row(row, column, piece, scratch);
      for (int i = 0; i < piece; i++) {
        to[done + i] += scratch[i] * scale;
      }
      done += piece;
    }
  }
}
