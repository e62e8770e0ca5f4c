package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.Quirks;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreadcrumbsTest {

  private final TaskArithmetic breadcrumbs = TaskArithmetic.breadcrumbs();
  private final float[] base = Tensors.random(1030, 1);
  private final float[] tuned = Tensors.random(1030, 2);

  @ParameterizedTest
  @CsvSource({
    "200, 0.01, 0.9, 18, 197",
    "200, 0.2, 0.9, 0, 179",
    "200, 0.004, 0.9, 0, -1",
    "200, 0, 0.9, 0, -1",
    "200, 0.01, 0.995, 0, 198",
    "200, 0.1, 0, 0, -1",
    "200, 0, 1, 0, 199"
  })
  void keepsTheMiddleOfTheOrder(int elements, double gamma, double density, int from, int to)
      throws IOException {
    float[] ascending = new float[elements];
    for (int i = 0; i < elements; i++) {
      ascending[i] = (i + 1f) * (i % 2 == 0 ? 1 : -1);
    }
    for (int blockSize : new int[] {8, 64, 256}) {
      float[] result = pruned(ascending, density, gamma).inBlocksOf(blockSize).by(breadcrumbs);
      for (int i = 0; i < elements; i++) {
        assertThat(result[i]).as("%d", i).isEqualTo(i >= from && i <= to ? ascending[i] : 0);
      }
    }
  }

  @Test
  void withoutQuirksNoOutlierMeansNone() throws IOException {
    float[] result = pruned(new float[] {1, 5, -3, 4}, 0.5, 0.01).with(Quirks.NONE).by(breadcrumbs);
    assertThat(result).containsExactly(0, 5, 0, 4);
  }

  @Test
  void ofEqualMagnitudesTheFirstComeFirst() throws IOException {
    float[] equal = {1, -1, 1, -1, 1, -1, 1, -1, 1, -1};
    for (int blockSize : new int[] {8, 16}) {
      assertThat(pruned(equal, 0.5, 0.2).inBlocksOf(blockSize).by(breadcrumbs))
          .containsExactly(0, 0, 1, -1, 1, -1, 1, 0, 0, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.7, 0.05", "0.3, 0.3", "0.9, 0.02"})
  void followsTheSpecification(double density, double gamma) throws IOException {
    double[] expected = new double[base.length];
    for (int i = 0; i < base.length; i++) {
      expected[i] = base[i];
    }
    int kept = (int) (density * base.length);
    int outliers = Math.min((int) (gamma * base.length), base.length - kept);
    IntStream.range(0, base.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -Math.abs(tuned[i] - base[i])))
        .skip(outliers)
        .limit(kept)
        .forEach(i -> expected[i] += 0.6f * (tuned[i] - base[i]));
    ArrayMerge merge = merge().with("normalize", 0).base(base);
    float[] result = merge.model(model(0.6, density, gamma), tuned).by(breadcrumbs);
    Tensors.assertNear(result, expected, 1e-6);
  }

  @Test
  void votesAsTiesDoes() throws IOException {
    ArrayMerge merge = merge().with("normalize", 0).base(0, 0, 0, 0);
    float[] result =
        merge
            .model(model(1, 0.5, 0.25), 1, 9, 3, 2)
            .model(model(1, 0.5, 0.25), -5, 9, 1, 2)
            .by(TaskArithmetic.breadcrumbsTies());
    assertThat(result).containsExactly(-5, 0, 3, 4);
  }

  @Test
  void rescalingKeepsTheSumOfMagnitudes() throws IOException {
    float[] result =
        pruned(new float[] {1, 5, -3, 1}, 0.5, 0.25).with("rescale", 1).by(breadcrumbs);
    assertThat(result).containsExactly(2.5f, 0, -7.5f, 0);
  }

  @Test
  void whatIsNotANumberIsAnOutlierThatSpreads() throws IOException {
    float[] broken = {1, Float.NaN, 3, 2};
    assertThat(pruned(broken, 0.5, 0.25).by(breadcrumbs)).containsExactly(0, Float.NaN, 3, 2);
  }

  private static ArrayMerge pruned(float[] vector, double density, double gamma) {
    ArrayMerge merge = merge().with("normalize", 0).base(new float[vector.length]);
    return merge.model(model(1, density, gamma), vector);
  }

  private static Map<String, Double> model(double weight, double density, double gamma) {
    return Map.of("weight", weight, "density", density, "gamma", gamma);
  }
}
