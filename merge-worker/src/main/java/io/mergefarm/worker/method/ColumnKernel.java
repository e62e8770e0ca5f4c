package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import java.io.IOException;

/**
 * Sees each column of the tensors, all elements along the first axis, as a vector of its own. Takes
 * memory for the dot products and the factors of all columns.
 */
final class ColumnKernel implements BlockKernel {

  private final int columns;
  private final double[][] factors;

  private ColumnKernel(int columns, double[][] factors) {
    this.columns = columns;
    this.factors = factors;
  }

  /** Gathers the columns' dot products in one pass. */
  static ColumnKernel measure(Vectors vectors, Mixing mixing) throws IOException {
    long rows = vectors.tensor().shape().dimensions().getFirst();
    int columns = Math.toIntExact(rows == 0 ? 0 : vectors.tensor().shape().elements() / rows);
    double[][][] dots = new double[vectors.count()][][];
    for (int i = 0; i < dots.length; i++) {
      dots[i] = new double[i + 1][columns];
    }
    vectors
        .tensor()
        .scan(
            (position, length, inputs) ->
                add(position, length, vectors.block(length, inputs), dots));
    double[][] factors = new double[vectors.tensor().inputs().size()][columns];
    for (int column = 0; column < columns; column++) {
      double[] ofInputs = vectors.ofInputs(mixing.factors(gram(dots, column)));
      for (int i = 0; i < factors.length; i++) {
        factors[i][column] = ofInputs[i];
      }
    }
    return new ColumnKernel(columns, factors);
  }

  private static void add(long position, int length, float[][] vectors, double[][][] dots) {
    int columns = dots[0][0].length;
    for (int done = 0; done < length; ) {
      int column = (int) ((position + done) % columns);
      int piece = Math.min(columns - column, length - done);
      for (int i = 0; i < vectors.length; i++) {
        for (int j = 0; j <= i; j++) {
          addProducts(vectors[i], vectors[j], done, piece, dots[i][j], column);
        }
      }
      done += piece;
    }
  }

  private static void addProducts(
      float[] x, float[] y, int from, int length, double[] sums, int column) {
    for (int i = 0; i < length; i++) {
      sums[column + i] += (double) x[from + i] * y[from + i];
    }
  }

  private static GramMatrix gram(double[][][] dots, int column) {
    double[][] ofColumn = new double[dots.length][];
    for (int i = 0; i < dots.length; i++) {
      ofColumn[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        ofColumn[i][j] = dots[i][j][column];
      }
    }
    return new GramMatrix(ofColumn);
  }

  @Override
  public void merge(long position, int length, float[][] inputs, float[] output) {
    for (int i = 0; i < length; i++) {
      int column = (int) ((position + i) % columns);
      double sum = inputs[0][i] * factors[0][column];
      for (int k = 1; k < factors.length; k++) {
        sum += inputs[k][i] * factors[k][column];
      }
      output[i] = (float) sum;
    }
  }
}
