package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.worker.method.TaskArithmeticReference.Model;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskArithmeticTest {

  private final TaskArithmetic plain = TaskArithmetic.plain();
  private final TaskArithmetic ties = TaskArithmetic.ties();
  private final float[] base = Tensors.random(1030, 1);

  @ParameterizedTest
  @CsvSource({
    "false, false, false, 1",
    "false, true, false, 1.4",
    "true, true, false, 1",
    "true, false, false, 0.9",
    "true, true, true, 1"
  })
  void followsTheSpecification(boolean consensus, boolean normalize, boolean rescale, double lambda)
      throws IOException {
    List<Model> models =
        List.of(
            new Model(Tensors.random(base.length, 2), 0.6, 0.5),
            new Model(Tensors.coarse(base, 3), 0.4, 0.3),
            new Model(Tensors.random(base.length, 4), -0.3, 1));
    double[] expected =
        new TaskArithmeticReference(consensus, normalize, rescale, lambda).merge(base, models);
    ArrayMerge merge =
        merge()
            .with("normalize", normalize ? 1 : 0)
            .with("rescale", rescale ? 1 : 0)
            .with("lambda", lambda);
    float[] actual = add(models, merge.base(base)).by(consensus ? ties : plain);
    Tensors.assertNear(actual, expected, 1e-6);
  }

  @Test
  void aNegativeWeightVotesAgainstItsModel() throws IOException {
    float[] result =
        merge().base(0, 0).model(model(1, 1), 1, 2).model(model(-1, 1), 1, -2).by(ties);
    assertThat(result).containsExactly(1, 4);
  }

  @Test
  void normalizingCancelsTheWeightOfASingleModel() throws IOException {
    assertThat(merge().base(1, 2).model(model(0.5, 1), 3, 1).by(ties)).containsExactly(3, 1);
  }

  @Test
  void ofEqualMagnitudesTheFirstAreKept() throws IOException {
    float[] tuned = {1, -3, 1, -1, 3, 1, 1, 1, 1, 1};
    float[] expected = {1, -3, 1, 0, 3, 0, 0, 0, 0, 0};
    for (int blockSize : List.of(8, 16)) {
      ArrayMerge merge = merge().inBlocksOf(blockSize).base(new float[10]);
      assertThat(merge.model(model(1, 0.4), tuned).by(ties)).isEqualTo(expected);
    }
  }

  @Test
  void atLeastOneElementIsKept() throws IOException {
    assertThat(merge().base(0, 0, 0).model(model(1, 0.2), 1, -2, 1).by(ties))
        .containsExactly(0, -2, 0);
  }

  @Test
  void theProductOfDensityAndSizeIsRoundedDown() throws IOException {
    float[] kept = merge().base(new float[100]).model(model(1, 0.999), ascending(100)).by(ties);
    assertThat(kept[0]).isZero();
    assertThat(kept[1]).isEqualTo(2);
  }

  @Test
  void aDensityOfOneOrMoreLeavesTheTaskVectorAlone() throws IOException {
    float[] tuned = Tensors.random(base.length, 2);
    float[] one = merge().with("rescale", 1).base(base).model(model(1, 1), tuned).by(ties);
    float[] more = merge().base(base).model(model(1, 1.5), tuned).by(ties);
    assertThat(one).isEqualTo(more);
  }

  @Test
  void noTaskVectorIsTheBase() throws IOException {
    assertThat(merge().base(base).by(ties)).isEqualTo(base);
    assertThat(merge().base(base).model(model(0.7, 0.5), base).by(ties)).isEqualTo(base);
    assertThat(merge().base(base).model(model(0.7, 1), base).by(plain)).isEqualTo(base);
  }

  @Test
  void oneModelOfWeightOneIsItself() throws IOException {
    float[] tuned = Tensors.random(base.length, 2);
    tuned[3] = -0f;
    assertThat(merge().with("normalize", 0).base(base).model(model(1, 1), tuned).by(plain))
        .isEqualTo(tuned);
    assertThat(merge().base(base).model(model(0.3, 1), tuned).by(ties)).isEqualTo(tuned);
    ArrayMerge doubled = merge().with("normalize", 0).with("lambda", 2).base(base);
    assertThat(doubled.model(model(0.5, 1), tuned).by(plain)).isEqualTo(tuned);
  }

  @Test
  void whatDoesNotChangeKeepsItsBits() throws IOException {
    ArrayMerge merge = merge().base(-0f, 1).model(model(1, 1), -0f, 1).model(model(0, 1), 3, 1);
    assertThat(merge.by(plain)).containsExactly(-0f, 1);
  }

  @Test
  void agreeingModelsAreAveraged() throws IOException {
    float[] result =
        merge().base(0, 0, 0).model(model(1, 1), 1, 2, -1).model(model(1, 1), 3, -5, 0).by(ties);
    assertThat(result).containsExactly(2, -5, -1);
  }

  @Test
  void whatIsNotANumberSpreadsEvenWhereItIsDropped() throws IOException {
    float[] tuned = {Float.NaN, Float.POSITIVE_INFINITY, 2, 1};
    float[] result =
        merge()
            .base(0, 0, 0, 0)
            .model(model(1, 0.25), tuned)
            .model(model(1, 1), 1, 1, 1, 1)
            .by(ties);
    assertThat(result).containsExactly(Float.NaN, Float.NaN, 1, 1);
  }

  @Test
  void weightsThatCancelAreNotDividedBy() throws IOException {
    ArrayMerge merge = merge().base(1, 1).model(model(1, 1), 2, 3).model(model(-1, 1), 1, 2);
    assertThat(merge.by(plain)).containsExactly(2, 2);
  }

  @Test
  void blocksDoNotMatter() throws IOException {
    List<Model> models =
        List.of(
            new Model(Tensors.coarse(base, 2), 0.6, 0.5),
            new Model(Tensors.random(base.length, 3), 0.4, 0.3));
    float[] small = add(models, merge().with("rescale", 1).inBlocksOf(8).base(base)).by(ties);
    float[] large = add(models, merge().with("rescale", 1).inBlocksOf(2048).base(base)).by(ties);
    assertThat(small).isEqualTo(large);
  }

  private static ArrayMerge add(List<Model> models, ArrayMerge merge) {
    for (Model model : models) {
      merge.model(model(model.weight(), model.density()), model.tensor());
    }
    return merge;
  }

  private static float[] ascending(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i + 1f;
    }
    return values;
  }

  private static Map<String, Double> model(double weight, double density) {
    return Map.of("weight", weight, "density", density);
  }
}
