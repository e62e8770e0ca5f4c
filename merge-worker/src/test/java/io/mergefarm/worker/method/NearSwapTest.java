package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearSwapTest {

  private final NearSwap nearSwap = new NearSwap();
  private final float[] base = Tensors.random(1030, 1);
  private final float[] other = Tensors.coarse(base, 2);

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1e-3, 1e-6, 1e-7, 10})
  void followsTheSpecification(double t) throws IOException {
    for (int i = 0; i < base.length; i += 3) {
      other[i] = base[i] + i * 1e-9f;
    }
    double[] expected = new double[base.length];
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.max(Math.abs((double) base[i] - other[i]), 1e-6);
      double share = Math.clamp(t / difference, 0, 1);
      expected[i] = share * other[i] + (1 - share) * base[i];
    }
    Tensors.assertNear(swap(t, base, other), expected, 1e-7);
  }

  @Test
  void nearElementsAreReplacedBitForBit() throws IOException {
    float[] result = swap(0.5, new float[] {1, 1, 0, 1}, new float[] {1.5f, 1.6f, -0f, 0.1f});
    assertThat(result).containsExactly(1.5f, 1.5f, -0f, 0.5f);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-8, 0.1})
  void aModelWithItselfIsItself(double t) throws IOException {
    base[5] = -0f;
    assertThat(swap(t, base, base)).isEqualTo(base);
  }

  @Test
  void noWayLeavesTheBase() throws IOException {
    assertThat(swap(0, base, other)).isEqualTo(base);
    assertThat(swap(-1, base, other)).isEqualTo(base);
    assertThat(merge().with("t", 1).base(base).by(nearSwap)).isEqualTo(base);
  }

  @Test
  void theBaseMayStandBehind() throws IOException {
    assertThat(merge().with("t", 10).model(Map.of(), other).base(base).by(nearSwap))
        .isEqualTo(other);
  }

  @Test
  void whatIsNotFiniteSpreads() throws IOException {
    float infinity = Float.POSITIVE_INFINITY;
    float[] from = {Float.NaN, 1, 1, infinity, infinity};
    float[] to = {1, Float.NaN, infinity, 1, infinity};
    assertThat(swap(0.1, from, to))
        .containsExactly(Float.NaN, Float.NaN, Float.NaN, infinity, Float.NaN);
  }

  private float[] swap(double t, float[] from, float[] to) throws IOException {
    return merge().with("t", t).base(from).model(Map.of(), to).by(nearSwap);
  }
}
