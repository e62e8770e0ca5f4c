package io.mergefarm.worker.matrix;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The products of low rank that come nearest to a matrix: "The approximation of one matrix by
 * another of lower rank", Eckart and Young, 1936. Both factors carry the roots of the singular
 * values.
 */
public final class LowRankApproximation {

  private final SingularValues parts;

  /** The squares of the singular values from a place on, added up from the smallest. */
  private final double[] rest;

  private LowRankApproximation(SingularValues parts) {
    this.parts = parts;
    double[] values = parts.values();
    this.rest = new double[values.length + 1];
    for (int i = values.length - 1; i >= 0; i--) {
      rest[i] = rest[i + 1] + values[i] * values[i];
    }
  }

  /** Takes a matrix of finite values apart, which is left as it is. */
  public static LowRankApproximation of(Matrix matrix) {
    return new LowRankApproximation(SingularValues.of(matrix.array()));
  }

  /** How many singular values are more than errors of rounding. */
  public int fullRank() {
    double[] values = parts.values();
    double noise =
        values[0] * Math.ulp(1.0) * Math.max(parts.left().rows(), parts.right().columns());
    return (int) Arrays.stream(values).filter(value -> value > noise).count();
  }

  /** The least rank whose error is no larger than this. */
  public int rankWithin(double error) {
    int full = fullRank();
    int rank = 0;
    while (rank < full && error(rank) > error) {
      rank++;
    }
    return rank;
  }

  /**
   * The distance of the nearest product of a rank: the Frobenius norm of the difference, divided by
   * that of the matrix.
   */
  public double error(int rank) {
    return rest[0] == 0 ? 0 : Math.sqrt(rest[rank] / rest[0]);
  }

  /** The left factor, with as many columns as the rank. */
  public Matrix left(int rank) {
    INDArray vectors =
        parts.left().get(NDArrayIndex.all(), NDArrayIndex.interval(0, rank)).dup('c');
    return Matrix.of(vectors.muliRowVector(roots(rank)));
  }

  /** The right factor, with as many rows as the rank. */
  public Matrix right(int rank) {
    INDArray vectors =
        parts.right().get(NDArrayIndex.interval(0, rank), NDArrayIndex.all()).dup('c');
    return Matrix.of(vectors.muliColumnVector(roots(rank).reshape(rank, 1)));
  }

  private INDArray roots(int rank) {
    return Nd4j.createFromArray(
        Arrays.stream(parts.values()).limit(rank).map(Math::sqrt).toArray());
  }
}
