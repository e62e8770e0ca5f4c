package io.mergefarm.worker.matrix;

import org.nd4j.linalg.api.blas.Lapack;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A thin singular value decomposition, {@code left * diag(values) * right}. */
final class SingularValues {

  private final INDArray left;
  private final double[] values;
  private final INDArray right;

  private SingularValues(INDArray left, double[] values, INDArray right) {
    this.left = left;
    this.values = values;
    this.right = right;
  }

  /** Decomposes a matrix of finite float64, which is left as it is. */
  static SingularValues of(INDArray matrix) {
    if (matrix.rows() >= matrix.columns()) {
      return ofTall(matrix);
    }
    SingularValues turned = ofTall(matrix.transpose());
    return new SingularValues(turned.right.transpose(), turned.values, turned.left.transpose());
  }

  /**
   * LAPACK gives all left vectors or none; a QR decomposition first leaves only the needed ones.
   */
  private static SingularValues ofTall(INDArray matrix) {
    Lapack lapack = Nd4j.getBlasWrapper().lapack();
    INDArray orthogonal = matrix.dup('f');
    INDArray triangular = square(matrix.columns());
    lapack.geqrf(orthogonal, triangular);
    INDArray left = square(matrix.columns());
    INDArray right = square(matrix.columns());
    INDArray values = Nd4j.create(DataType.DOUBLE, matrix.columns());
    lapack.gesvd(triangular, values, left, right);
    return new SingularValues(orthogonal.mmul(left), values.toDoubleVector(), right);
  }

  private static INDArray square(long size) {
    return Nd4j.createUninitialized(DataType.DOUBLE, new long[] {size, size}, 'f');
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
