package io.mergefarm.worker.evaluation;

import java.io.IOException;

/**
 * The elements of another source, none of which may be something else than a number.
 *
 * @param origin where they come from, for people
 */
record CheckedBlocks(BlockSource operand, NanCheck check, String origin) implements BlockSource {

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    operand.read(position, length, to);
    check.result(position, length, to, origin);
  }
}
