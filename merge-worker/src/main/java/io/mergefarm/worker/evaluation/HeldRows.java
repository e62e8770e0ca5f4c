package io.mergefarm.worker.evaluation;

import java.io.IOException;
import java.util.BitSet;

/**
 * The rows of a tensor that is only to be computed front to back: the first read computes all that
 * are used, in their order, and holds them. It needs their float32 in memory.
 */
final class HeldRows implements RowSource {

  private final RowSource rows;
  private final BitSet used;
  private final int columns;
  private float[][] held = new float[0][];

  /**
   * @param used the rows that will be read
   * @param columns of a row
   */
  HeldRows(RowSource rows, BitSet used, int columns) {
    this.rows = rows;
    this.used = used;
    this.columns = columns;
  }

  @Override
  public void read(int row, int runEnd, float[] to, int at) throws IOException {
    if (held.length == 0) {
      hold();
    }
    System.arraycopy(held[row], 0, to, at, columns);
  }

  private void hold() throws IOException {
    float[][] all = new float[used.length()][];
    for (int row = used.nextSetBit(0); row >= 0; row = used.nextSetBit(row + 1)) {
      all[row] = new float[columns];
      rows.read(row, row + 1, all[row], 0);
    }
    held = all;
  }
}
