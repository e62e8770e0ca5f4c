package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.method.Distributions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionsTest {

  private static final int FROM = 3;
  private static final double SMOOTHING = 1e-8;

  private final Distributions scalar = new ScalarDistributions();
  private final Distributions vector = new VectorDistributions();
  private final Random random = new Random(1);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 13, 16, 207, 4098, 8191})
  void vectorsGiveTheBitsOfPlainLoops(int length) {
    for (float scale : new float[] {1e-3f, 1, 30, 400}) {
      float[] x = row(length, scale);
      float[] y = row(length, scale);
      double[][] expected = new double[2][length];
      double[][] actual = new double[2][length];
      double sumX = scalar.exponentials(x, FROM, length, expected[0]);
      double sumY = scalar.exponentials(y, FROM, length, expected[1]);
      assertThat(vector.exponentials(x, FROM, length, actual[0])).isEqualTo(sumX);
      assertThat(vector.exponentials(y, FROM, length, actual[1])).isEqualTo(sumY);
      assertThat(actual).isDeepEqualTo(expected);
      assertThat(vector.divergence(actual[0], sumX, actual[1], sumY, length, SMOOTHING))
          .isEqualTo(scalar.divergence(expected[0], sumX, expected[1], sumY, length, SMOOTHING));
    }
  }

  @Test
  void exponentialsAreThoseOfTheLibrary() {
    for (int i = 0; i < 100_000; i++) {
      double x = Transcendentals.LEAST * random.nextDouble() * random.nextDouble();
      double expected = StrictMath.exp(x);
      assertThat(Transcendentals.exp(x)).isCloseTo(expected, within(2 * Math.ulp(expected)));
    }
    assertThat(Transcendentals.exp(0)).isEqualTo(1);
    assertThat(Transcendentals.exp(-708))
        .isCloseTo(StrictMath.exp(-708), within(Math.ulp(0x1p-1021)));
    assertThat(Transcendentals.exp(-709)).isZero();
    assertThat(Transcendentals.exp(Double.NEGATIVE_INFINITY)).isZero();
  }

  /**
   * Quotients by powers of two are exact, so that the library can be asked for their logarithms.
   */
  @Test
  void logarithmsAreThoseOfTheLibrary() {
    for (int i = 0; i < 100_000; i++) {
      double p = Math.scalb(1 + random.nextDouble(), random.nextInt(60) - 30);
      double q = Math.scalb(1.0, random.nextInt(60) - 30);
      assertLogarithm(p, q);
      assertLogarithm(1 + 1e-3 * random.nextGaussian(), 1);
    }
    assertThat(Transcendentals.logOfRatio(0.3, 0.3)).isZero();
  }

  private static void assertLogarithm(double p, double q) {
    double expected = StrictMath.log(p / q);
    assertThat(Transcendentals.logOfRatio(p, q))
        .isCloseTo(expected, within(3 * Math.ulp(expected)));
  }

  /** Two outcomes: p log (p / q) + (1 - p) log ((1 - p) / (1 - q)). */
  @Test
  void theDivergenceIsThatOfKullbackAndLeibler() {
    for (Distributions distributions : List.of(scalar, vector)) {
      double expected = 0.75 * Math.log(0.75 / 0.5) + 0.25 * Math.log(0.25 / 0.5);
      double[] x = {3, 1};
      double[] y = {1, 1};
      assertThat(distributions.divergence(x, 4, y, 2, 2, 1e-12)).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void whatIsNotANumberSpreads() {
    for (Distributions distributions : List.of(scalar, vector)) {
      for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        for (int at : new int[] {FROM + 2, FROM + 19}) {
          float[] x = row(20, 1);
          float[] y = row(20, 1);
          x[at] = value;
          double[] ofX = new double[20];
          double[] ofY = new double[20];
          double sumX = distributions.exponentials(x, FROM, 20, ofX);
          double sumY = distributions.exponentials(y, FROM, 20, ofY);
          assertThat(sumX).isNaN();
          assertThat(distributions.divergence(ofX, sumX, ofY, sumY, 20, SMOOTHING)).isNaN();
          assertThat(distributions.divergence(ofY, sumY, ofX, sumX, 20, SMOOTHING)).isNaN();
        }
      }
      float[] none = new float[20];
      Arrays.fill(none, Float.NEGATIVE_INFINITY);
      assertThat(distributions.exponentials(none, 0, 20, new double[20])).isNaN();
      none[4] = 1;
      assertThat(distributions.exponentials(none, 0, 20, new double[20])).isEqualTo(1);
    }
  }

  private float[] row(int length, float scale) {
    float[] row = new float[FROM + length];
    for (int i = 0; i < row.length; i++) {
      row[i] = scale * (float) random.nextGaussian();
    }
    return row;
  }
}
