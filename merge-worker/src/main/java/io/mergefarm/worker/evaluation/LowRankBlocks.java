package io.mergefarm.worker.evaluation;

import java.io.IOException;

/** The elements of a tensor with a product of low rank added. */
final class LowRankBlocks implements BlockSource {

  private final BlockSource operand;
  private final LowRankProduct product;

  LowRankBlocks(BlockSource operand, LowRankProduct product) {
    this.operand = operand;
    this.product = product;
  }

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    operand.read(position, length, to);
    int done = 0;
    while (done < length) {
      int row = Math.toIntExact((position + done) / product.columns());
      int column = (int) ((position + done) % product.columns());
      int piece = Math.min(length - done, product.columns() - column);
      product.addTo(row, column, piece, to, done);
      done += piece;
    }
  }
}
