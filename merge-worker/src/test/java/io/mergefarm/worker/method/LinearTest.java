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
  void twoHalvesOfAModelAreTheModel() throws IOException {
    assertThat(merge().model(weight(0.5), a).model(weight(0.5), a).by(linear)).isEqualTo(a);
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
