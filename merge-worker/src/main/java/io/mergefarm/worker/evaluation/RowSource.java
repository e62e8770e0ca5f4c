package io.mergefarm.worker.evaluation;

import java.io.IOException;

/** The rows of a tensor as float32, in any order. */
interface RowSource {

  /**
   * Computes a row.
   *
   * @param runEnd the rows from this one to there will be asked for next, in their order
   * @param at where the row begins in {@code to}
   */
  void read(int row, int runEnd, float[] to, int at) throws IOException;
}
