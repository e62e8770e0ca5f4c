package io.mergefarm.worker.matrix;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A thin singular value decomposition, {@code left * diag(values) * right}. */
final class SingularValues {

  private static final byte THIN = 'S';

  private final INDArray left;
  private final double[] values;
  private final INDArray right;

  private SingularValues(INDArray left, double[] values, INDArray right) {
    this.left = left;
    this.values = values;
    this.right = right;
  }

  /**
   * Decomposes a matrix of finite float64, which is left as it is, by LAPACK's divide and conquer.
   */
  static SingularValues of(INDArray matrix) {
    int rows = matrix.rows();
    int columns = matrix.columns();
    int count = Math.min(rows, columns);
    INDArray work = matrix.dup('f');
    INDArray left = empty(rows, count);
    INDArray right = empty(count, columns);
    double[] values = new double[count];
    try (DoublePointer found = new DoublePointer(count)) {
      int status =
          openblas.LAPACKE_dgesdd(
              openblas.LAPACK_COL_MAJOR,
              THIN,
              rows,
              columns,
              pointer(work),
              rows,
              found,
              pointer(left),
              rows,
              pointer(right),
              count);
      if (status != 0) {
        throw new ArithmeticException("the singular values of a matrix were not found: " + status);
      }
      found.get(values);
    }
    return new SingularValues(left, values, right);
  }

  private static INDArray empty(long rows, long columns) {
    return Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, columns}, 'f');
  }

  private static DoublePointer pointer(INDArray matrix) {
    return new DoublePointer(matrix.data().addressPointer());
  }

  /** As many columns as there are values, orthonormal. */
  INDArray left() {
    return left;
  }

  /** As many as the smaller side of the matrix is long, falling. */
  double[] values() {
    return values;
  }

  /** As many rows as there are values, orthonormal. */
  INDArray right() {
    return right;
  }

  /** The nearest orthogonal matrix: all singular values one. */
  INDArray polar() {
    return left.mmul(right);
  }
}
