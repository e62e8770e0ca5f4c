package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinearTest {

  private final Linear linear = new Linear();
  private final float[] a = Tensors.random(207, 1);
  private final float[] b = Tensors.random(207, 2);
  private final float[] c = Tensors.random(207, 3);

  @Test
  void isTheWeightedAverage() throws IOException {
    double[] expected = new double[a.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (a[i] + 2.0 * b[i] - 0.5 * c[i]) / 2.5;
    }
    Tensors.assertNear(three().by(linear), expected, 1e-6);
  }

  @Test
  void isTheWeightedSumWhereNothingIsNormalized() throws IOException {
    double[] expected = new double[a.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = a[i] + 2.0 * b[i] - 0.5 * c[i];
    }
    Tensors.assertNear(three().with("normalize", 0).by(linear), expected, 1e-6);
  }

  @Test
  void oneModelOfWeightOneIsItself() throws IOException {
    a[3] = -0f;
    assertThat(merge().model(weight(1), a).by(linear)).isEqualTo(a);
  }

  @Test
  void sharesOfAModelAreTheModel() throws IOException {
    a[3] = -0f;
    a[4] = Float.MIN_VALUE;
    a[5] = Float.MAX_VALUE;
    a[6] = Float.NEGATIVE_INFINITY;
    assertThat(merge().model(weight(0.7), a).model(weight(0.3), a).by(linear)).isEqualTo(a);
    assertThat(merge().model(weight(0.7), a).by(linear)).isEqualTo(a);
    ArrayMerge thirds = merge().model(weight(1), a).model(weight(5), a).model(weight(0.1), a);
    assertThat(thirds.by(linear)).isEqualTo(a);
  }

  @Test
  void isRoundedOnce() throws IOException {
    float[] result = three().by(linear);
    for (int i = 0; i < result.length; i++) {
      double exact = (a[i] + 2.0 * b[i] - 0.5 * c[i]) / 2.5;
      assertThat(Math.abs(result[i] - exact)).isLessThan(Math.ulp(result[i]) * 0.5000001);
    }
  }

  @Test
  void infinitySpreads() throws IOException {
    a[7] = Float.NEGATIVE_INFINITY;
    a[8] = Float.NaN;
    float[] result = three().by(linear);
    assertThat(result[7]).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(result[8]).isNaN();
    assertThat(result[9]).isFinite();
  }

  @Test
  void theOrderOfTwoModelsDoesNotMatter() throws IOException {
    float[] forth = merge().model(weight(0.7), a).model(weight(0.4), b).by(linear);
    float[] back = merge().model(weight(0.4), b).model(weight(0.7), a).by(linear);
    assertThat(forth).isEqualTo(back);
  }

  @Test
  void weightsThatCancelGiveNoNumbers() throws IOException {
    float[] result = merge().model(weight(1), 1, 0).model(weight(-1), 2, 0).by(linear);
    assertThat(result).containsExactly(Float.NEGATIVE_INFINITY, Float.NaN);
  }

  @Test
  void blocksDoNotMatter() throws IOException {
    assertThat(three().inBlocksOf(8).by(linear)).isEqualTo(three().inBlocksOf(256).by(linear));
  }

  private ArrayMerge three() {
    return merge().model(weight(1), a).model(weight(2), b).model(weight(-0.5), c);
  }

  private static Map<String, Double> weight(double weight) {
    return Map.of("weight", weight);
  }
}
