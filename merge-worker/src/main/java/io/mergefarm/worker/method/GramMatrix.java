package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;

/** The dot products of vectors with one another, in float64. */
final class GramMatrix {

  private final double[][] dots;

  /**
   * @param dots of vector i with vector j, for j from 0 to i
   */
  GramMatrix(double[][] dots) {
    this.dots = dots;
  }

  int count() {
    return dots.length;
  }

  double dot(int i, int j) {
    return dots[Math.max(i, j)][Math.min(i, j)];
  }

  double norm(int i) {
    return Math.sqrt(dot(i, i));
  }

  /** Whether all vectors are zero. */
  boolean zero() {
    boolean zero = true;
    for (int i = 0; i < dots.length; i++) {
      zero &= dot(i, i) == 0;
    }
    return zero;
  }

  /** Whether all elements of all vectors are finite numbers. */
  boolean finite() {
    boolean finite = true;
    for (int i = 0; i < dots.length; i++) {
      finite &= Double.isFinite(dot(i, i));
    }
    return finite;
  }

  /** The dot product of a combination of the vectors with one of them. */
  double dot(double[] factors, int j) {
    double sum = 0;
    for (int i = 0; i < factors.length; i++) {
      sum += factors[i] * dot(i, j);
    }
    return sum;
  }

  /** The square of the length of a combination of the vectors. */
  double square(double[] factors) {
    double sum = 0;
    for (int j = 0; j < factors.length; j++) {
      sum += factors[j] * dot(factors, j);
    }
    return sum;
  }

  /** The sums of a matrix whose vectors are shown block by block. */
  static final class Measurement {

    private final Arithmetic arithmetic;
    private final Sum[][] sums;

    Measurement(int vectors, Arithmetic arithmetic) {
      this.arithmetic = arithmetic;
      this.sums = new Sum[vectors][];
      for (int i = 0; i < vectors; i++) {
        sums[i] = new Sum[i + 1];
        for (int j = 0; j <= i; j++) {
          sums[i][j] = new Sum();
        }
      }
    }

    /** Adds a block of all vectors, which begins at a multiple of {@link Arithmetic#LANES}. */
    void add(float[][] vectors, int length) {
      if (sums.length == 2) {
        arithmetic
            .sums()
            .addDots(vectors[0], vectors[1], length, sums[0][0], sums[1][0], sums[1][1]);
        return;
      }
      for (int i = 0; i < sums.length; i++) {
        for (int j = 0; j <= i; j++) {
          arithmetic.sums().addDot(vectors[i], vectors[j], length, sums[i][j]);
        }
      }
    }

    GramMatrix result() {
      double[][] dots = new double[sums.length][];
      for (int i = 0; i < dots.length; i++) {
        dots[i] = new double[i + 1];
        for (int j = 0; j <= i; j++) {
          dots[i][j] = sums[i][j].value();
        }
      }
      return new GramMatrix(dots);
    }
  }
}
