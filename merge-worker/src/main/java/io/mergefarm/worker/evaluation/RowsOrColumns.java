package io.mergefarm.worker.evaluation;

/**
 * Tells for each element of a matrix which row it belongs to, or which column.
 *
 * @param width the number of columns
 * @param columns whether columns count instead of rows
 */
record RowsOrColumns(long width, boolean columns) {

  /** Adds the square of each element, in float64, to the sum of its row or column. */
  void addSquares(long position, int length, float[] block, double[] sums) {
    for (int i = 0; i < length; i++) {
      double value = block[i];
      sums[place(position + i)] += value * value;
    }
  }

  /** Multiplies each element by the factor of its row or column. */
  void multiply(long position, int length, float[] block, float[] factors) {
    for (int i = 0; i < length; i++) {
      block[i] *= factors[place(position + i)];
    }
  }

  private int place(long element) {
    return (int) (columns ? element % width : element / width);
  }
}
