package io.mergefarm.worker.evaluation;

import java.io.IOException;

/** The rows of a tensor, each divided by its length. */
final class UnitRowsBlocks implements BlockSource {

  /** What shorter rows are divided by. */
  private static final double SHORTEST = 1e-8;

  private final BlockWindow rows;
  private final int columns;
  private final float[] row;
  private long current = -1;

  /**
   * @param rows the elements of the tensor
   * @param columns of a row
   * @param row takes one
   */
  UnitRowsBlocks(BlockWindow rows, int columns, float[] row) {
    this.rows = rows;
    this.columns = columns;
    this.row = row;
  }

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    int done = 0;
    while (done < length) {
      long at = position + done;
      load(at / columns);
      int inRow = (int) (at % columns);
      int piece = Math.min(length - done, columns - inRow);
      System.arraycopy(row, inRow, to, done, piece);
      done += piece;
    }
  }

  private void load(long number) throws IOException {
    if (number == current) {
      return;
    }
    current = -1;
    rows.copy(number * columns, columns, row, 0);
    double squares = 0;
    for (int i = 0; i < columns; i++) {
      squares += (double) row[i] * row[i];
    }
    double length = Math.max(Math.sqrt(squares), SHORTEST);
    for (int i = 0; i < columns; i++) {
      row[i] = (float) (row[i] / length);
    }
    current = number;
  }
}
