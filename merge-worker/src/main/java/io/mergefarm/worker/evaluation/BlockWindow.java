package io.mergefarm.worker.evaluation;

import java.io.IOException;

/**
 * A tensor that is read element by element, computed a block at a time. Blocks that lie between two
 * reads are computed as well, so that every chunk of a stored tensor up to the last is digested.
 */
final class BlockWindow {

  private final BlockSource source;
  private final long elements;
  private final int blockSize;
  private final float[] block;
  private long current = -1;

  /**
   * A window that nothing has been read through.
   *
   * @param elements of the tensor
   * @param block takes {@code blockSize} elements
   */
  BlockWindow(BlockSource source, long elements, int blockSize, float[] block) {
    this.source = source;
    this.elements = elements;
    this.blockSize = blockSize;
    this.block = block;
  }

  /** Copies elements from a position on to {@code to}, from {@code at} on. */
  void copy(long position, int length, float[] to, int at) throws IOException {
    int done = 0;
    while (done < length) {
      moveTo((position + done) / blockSize);
      int inBlock = (int) ((position + done) % blockSize);
      int piece = Math.min(length - done, blockSize - inBlock);
      System.arraycopy(block, inBlock, to, at + done, piece);
      done += piece;
    }
  }

  private void moveTo(long number) throws IOException {
    if (number < current) {
      compute(number);
    }
    while (number > current) {
      compute(current + 1);
    }
  }

  private void compute(long number) throws IOException {
    long start = number * blockSize;
    source.read(start, (int) Math.min(blockSize, elements - start), block);
    current = number;
  }
}
