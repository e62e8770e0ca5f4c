package io.mergefarm.worker.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LowRankApproximationTest {

  @ParameterizedTest
  @CsvSource({"9,5", "5,9", "7,7", "1,6", "6,1"})
  void theFullProductIsTheMatrix(int rows, int columns) {
    Matrix matrix = random(rows, columns);
    LowRankApproximation approximation = LowRankApproximation.of(matrix);
    int full = approximation.fullRank();
    assertThat(full).isEqualTo(Math.min(rows, columns));
    assertThat(approximation.error(full)).isZero();
    assertThat(distance(matrix, approximation, full, rows, columns)).isLessThan(1e-13);
  }

  @Test
  void theErrorIsThatOfTheProduct() {
    Matrix matrix = random(12, 8);
    LowRankApproximation approximation = LowRankApproximation.of(matrix);
    double norm = norm(matrix, 96);
    for (int rank = 1; rank < 8; rank++) {
      double distance = distance(matrix, approximation, rank, 12, 8);
      assertThat(approximation.error(rank)).isCloseTo(distance / norm, within(1e-12));
      assertThat(approximation.error(rank)).isLessThan(approximation.error(rank - 1));
    }
  }

  @Test
  void noOtherProductOfTheRankIsNearer() {
    Matrix matrix = random(10, 6);
    LowRankApproximation approximation = LowRankApproximation.of(matrix);
    Matrix left = approximation.left(2);
    Matrix right = approximation.right(2);
    double best = distance(matrix, left, right, 2, 10, 6);
    for (int i = 0; i < 20; i++) {
      left.set(i, left.get(i) + 1e-3);
      assertThat(distance(matrix, left, right, 2, 10, 6)).isGreaterThan(best);
      left.set(i, left.get(i) - 1e-3);
    }
  }

  @Test
  void theLeastRankWithinAnErrorIsFound() {
    Matrix matrix = Matrix.zeros(4, 4);
    for (int i = 0; i < 3; i++) {
      matrix.set(i * 5L, 3 - i);
    }
    LowRankApproximation approximation = LowRankApproximation.of(matrix);
    assertThat(approximation.fullRank()).isEqualTo(3);
    assertThat(approximation.rankWithin(1)).isZero();
    assertThat(approximation.rankWithin(0.6)).isEqualTo(1);
    assertThat(approximation.rankWithin(0.3)).isEqualTo(2);
    assertThat(approximation.rankWithin(0)).isEqualTo(3);
  }

  private static double distance(
      Matrix matrix, LowRankApproximation approximation, int rank, int rows, int columns) {
    return distance(
        matrix, approximation.left(rank), approximation.right(rank), rank, rows, columns);
  }

  private static double distance(
      Matrix matrix, Matrix left, Matrix right, int rank, int rows, int columns) {
    double squares = 0;
    for (int i = 0; i < rows * columns; i++) {
      double product = 0;
      for (int k = 0; k < rank; k++) {
        product += left.get(i / columns * rank + k) * right.get((long) k * columns + i % columns);
      }
      squares += (matrix.get(i) - product) * (matrix.get(i) - product);
    }
    return Math.sqrt(squares);
  }

  private static double norm(Matrix matrix, int elements) {
    double squares = 0;
    for (int i = 0; i < elements; i++) {
      squares += matrix.get(i) * matrix.get(i);
    }
    return Math.sqrt(squares);
  }

  private static Matrix random(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(rows * 31L + columns);
    Matrix matrix = Matrix.zeros(rows, columns);
    for (int i = 0; i < rows * columns; i++) {
      matrix.set(i, random.nextDouble(-1, 1));
    }
    return matrix;
  }
}
