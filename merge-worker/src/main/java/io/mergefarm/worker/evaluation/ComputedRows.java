package io.mergefarm.worker.evaluation;

import java.io.IOException;

/** The rows of an expression that is computed in blocks; a block is kept until another is due. */
final class ComputedRows implements RowSource {

  private final BlockSource source;
  private final long elements;
  private final int columns;
  private final int blockSize;
  private final float[] block;
  private long blockStart = -1;

  /**
   * @param elements of the whole tensor
   * @param columns of a row
   * @param blockSize what the source is read in
   */
  ComputedRows(BlockSource source, long elements, int columns, int blockSize, float[] block) {
    this.source = source;
    this.elements = elements;
    this.columns = columns;
    this.blockSize = blockSize;
    this.block = block;
  }

  @Override
  public void read(int row, int runEnd, float[] to, int at) throws IOException {
    long start = (long) row * columns;
    int done = 0;
    while (done < columns) {
      load(start + done);
      int inBlock = (int) (start + done - blockStart);
      int piece = Math.min(columns - done, blockSize - inBlock);
      System.arraycopy(block, inBlock, to, at + done, piece);
      done += piece;
    }
  }

  private void load(long position) throws IOException {
    long start = position - position % blockSize;
    if (start != blockStart) {
      blockStart = -1;
      source.read(start, (int) Math.min(blockSize, elements - start), block);
      blockStart = start;
    }
  }
}
