package io.mergefarm.worker.evaluation;

import io.mergefarm.worker.compute.DTypeCodec;
import java.io.IOException;

/** The elements of another source, rounded to a dtype. */
record RoundedBlocks(BlockSource operand, DTypeCodec codec) implements BlockSource {

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    operand.read(position, length, to);
    codec.round(to, length);
  }
}
