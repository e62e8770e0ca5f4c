package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReinforcedMergingTest {

  private static final double LIMIT = 0.3;

  private final ReinforcedMerging ram = ReinforcedMerging.ram();
  private final ReinforcedMerging ramPlus = ReinforcedMerging.ramPlus();
  private final float[] base = Tensors.random(1030, 1);
  private final List<float[]> models =
      Arrays.asList(
          Tensors.coarse(base, 2), Tensors.coarse(base, 3), Tensors.random(base.length, 4));

  @Test
  void changesAreAveragedOverThoseThatMadeThem() throws IOException {
    Tensors.assertNear(three().by(ram), expected(new double[] {1, 1, 1}), 1e-6);
  }

  @Test
  void ownChangesGrowWithTheSharedOnes() throws IOException {
    for (double alpha : List.of(0.2, 100.0)) {
      double[] factors = new double[models.size()];
      for (int m = 0; m < factors.length; m++) {
        long shared = elements(m, false);
        factors[m] = 1 + 0.1 * Math.min(alpha, (double) shared / elements(m, true));
      }
      ArrayMerge merge = three().with("r", 0.1).with("alpha", alpha);
      Tensors.assertNear(merge.by(ramPlus), expected(factors), 1e-6);
    }
  }

  @Test
  void noOwnChangeCountsAsTheMost() throws IOException {
    ArrayMerge merge = merge().with("epsilon", 0.1).with("r", 1).with("alpha", 0.5).base(0, 0);
    assertThat(merge.model(Map.of(), 1, 0).model(Map.of(), 3, 2).by(ramPlus)).containsExactly(2, 3);
  }

  @Test
  void theOrderOfTwoModelsDoesNotMatter() throws IOException {
    float[] forth = add(models.subList(0, 2), parameters()).by(ramPlus);
    List<float[]> reversed = models.subList(0, 2);
    Collections.reverse(reversed);
    assertThat(add(reversed, parameters()).by(ramPlus)).isEqualTo(forth);
  }

  @Test
  void smallChangesAreNone() throws IOException {
    base[7] = -0f;
    assertThat(merge().with("epsilon", 1e-5).base(base).model(Map.of(), base).by(ram))
        .isEqualTo(base);
    assertThat(merge().with("epsilon", 1).base(1).model(Map.of(), 2).by(ram)).containsExactly(1);
    assertThat(merge().with("epsilon", 1).base(base).by(ram)).isEqualTo(base);
  }

  @Test
  void whatIsNotANumberSpreads() throws IOException {
    ArrayMerge merge = merge().with("epsilon", 0.5).base(0, 0, Float.NaN);
    assertThat(
            merge
                .model(Map.of(), Float.NaN, Float.POSITIVE_INFINITY, 1)
                .model(Map.of(), 1, 1, 1)
                .by(ram))
        .containsExactly(Float.NaN, Float.POSITIVE_INFINITY, Float.NaN);
  }

  @Test
  void blocksDoNotMatter() throws IOException {
    float[] small = add(models, parameters().inBlocksOf(8)).by(ramPlus);
    assertThat(add(models, parameters().inBlocksOf(2048)).by(ramPlus)).isEqualTo(small);
  }

  private ArrayMerge three() {
    return add(models, parameters());
  }

  private static ArrayMerge parameters() {
    return merge().with("epsilon", LIMIT).with("r", 0.1).with("alpha", 0.2);
  }

  private ArrayMerge add(List<float[]> tensors, ArrayMerge merge) {
    merge.base(base);
    tensors.forEach(tensor -> merge.model(Map.of(), tensor));
    return merge;
  }

  private double[] expected(double[] factors) {
    double[] result = new double[base.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = base[i];
      for (int m = 0; m < factors.length; m++) {
        double change = change(m, i);
        result[i] += Math.abs(change) > LIMIT ? change * share(i, factors[m]) : 0;
      }
    }
    return result;
  }

  private double share(int element, double factor) {
    int count = count(element);
    return count == 1 ? factor : 1.0 / count;
  }

  private long elements(int model, boolean own) {
    long elements = 0;
    for (int i = 0; i < base.length; i++) {
      boolean changed = Math.abs(change(model, i)) > LIMIT;
      elements += changed && (count(i) == 1) == own ? 1 : 0;
    }
    return elements;
  }

  private int count(int element) {
    int count = 0;
    for (int m = 0; m < models.size(); m++) {
      count += Math.abs(change(m, element)) > LIMIT ? 1 : 0;
    }
    return count;
  }

  private double change(int model, int element) {
    return models.get(model)[element] - base[element];
  }
}
