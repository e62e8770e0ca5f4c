package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;

/** Sees each row of the tensors, all elements along the last axis, as a vector of its own. */
final class RowKernel implements BlockKernel {

  private final Vectors vectors;
  private final Mixing mixing;
  private final int columns;
  private final float[][] row;
  private final float[] mixed;

  /**
   * @param vectors of a merge whose blocks hold whole rows
   */
  RowKernel(Vectors vectors, Mixing mixing) {
    this.vectors = vectors;
    this.mixing = mixing;
    this.columns = Math.toIntExact(vectors.tensor().shape().dimensions().getLast());
    this.row = new float[vectors.tensor().inputs().size()][columns];
    this.mixed = new float[columns];
  }

  @Override
  public void merge(long position, int length, float[][] inputs, float[] output) {
    for (int from = 0; from < length; from += columns) {
      for (int i = 0; i < row.length; i++) {
        System.arraycopy(inputs[i], from, row[i], 0, columns);
      }
      GramMatrix.Measurement measurement = vectors.measurement();
      measurement.add(vectors.block(columns, row), columns);
      double[] factors = vectors.ofInputs(mixing.factors(measurement.result()));
      vectors.arithmetic().combine(row, factors, mixed, columns);
      System.arraycopy(mixed, 0, output, from, columns);
    }
  }
}
