package io.mergefarm.worker.evaluation;

import java.util.Arrays;

/**
 * The product of two factors, computed where it is needed. Terms are rounded to float32 and added
 * up in float32 in the order of the rank, so an element does not depend on what is computed with
 * it.
 */
final class LowRankProduct {

  /** Terms that are added in one go over a row. */
  private static final int TERMS = 4;

  private final float[] left;
  private final float[] right;
  private final int rank;
  private final int columns;

  /**
   * A product.
   *
   * @param left of shape {@code [rows, rank]}
   * @param right of shape {@code [rank, columns]}
   * @param rank at least 1
   */
  LowRankProduct(float[] left, float[] right, int rank) {
    this.left = left;
    this.right = right;
    this.rank = rank;
    this.columns = right.length / rank;
  }

  int columns() {
    return columns;
  }

  /** Computes elements of a row from a column on. */
  void row(int row, int from, int length, float[] to) {
    Arrays.fill(to, 0, length, 0);
    int term = 0;
    for (; term + TERMS <= rank; term += TERMS) {
      addFour(row * rank + term, term * columns + from, length, to);
    }
    for (; term < rank; term++) {
      add(left[row * rank + term], term * columns + from, length, to);
    }
  }

  private void addFour(int at, int first, int length, float[] to) {
    float a = left[at];
    float b = left[at + 1];
    float c = left[at + 2];
    float d = left[at + 3];
    int second = first + columns;
    int third = second + columns;
    int fourth = third + columns;
    for (int i = 0; i < length; i++) {
      to[i] =
          (((to[i] + a * right[first + i]) + b * right[second + i]) + c * right[third + i])
              + d * right[fourth + i];
    }
  }

  private void add(float factor, int first, int length, float[] to) {
    for (int i = 0; i < length; i++) {
      to[i] += factor * right[first + i];
    }
  }
}
