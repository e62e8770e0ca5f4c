package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.RandomStream;
import java.util.Arrays;

/**
 * Keeps elements with a probability that grows with their rank in their row. For blocks of whole
 * rows.
 */
final class RankMask implements Mask {

  private final Rows rows;
  private final RandomStream stream;
  private final Arithmetic arithmetic;
  private final RankedRow row;
  private final short[] draws;

  RankMask(Rows rows, RankProbability probability, RandomStream stream, TaskVectors vectors) {
    this.rows = rows;
    this.stream = stream;
    this.arithmetic = vectors.arithmetic();
    this.row = new RankedRow(rows, probability, stream, arithmetic);
    this.draws = new short[Mask.words(vectors.blockSize()) * Long.SIZE];
  }

  @Override
  public void mark(long position, int length, float[] vector, long[] marks) {
    int offset = (int) (position % Long.SIZE);
    arithmetic.draws().draw(stream, position - offset, draws, offset + length);
    Arrays.fill(marks, 0, (offset + length - 1) / Long.SIZE + 1, 0);
    for (int span = 0; span < length; span += rows.span()) {
      for (int first = span; first < span + rows.stride(); first++) {
        row.load(vector, first, draws, offset + first, position + first);
        row.decide();
        row.store(marks, offset + first);
      }
    }
  }
}
