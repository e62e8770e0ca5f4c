package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MagMaxTest {

  private final TaskArithmetic magmax = TaskArithmetic.magmax();
  private final float[] base = Tensors.random(1030, 1);
  private final float[] a = Tensors.random(1030, 2);
  private final float[] b = Tensors.coarse(base, 3);

  @Test
  void followsTheSpecification() throws IOException {
    double[] expected = new double[base.length];
    for (int i = 0; i < expected.length; i++) {
      double ofA = 0.4f * (a[i] - base[i]);
      double ofB = -1.5f * (b[i] - base[i]);
      expected[i] = base[i] + 0.7f * (Math.abs(ofA) >= Math.abs(ofB) ? ofA : ofB);
    }
    ArrayMerge merge = merge().with("lambda", 0.7).base(base);
    Tensors.assertNear(
        merge.model(weight(0.4), a).model(weight(-1.5), b).by(magmax), expected, 1e-6);
  }

  @Test
  void ofEqualMagnitudesTheFirstModelsCounts() throws IOException {
    assertThat(merge().base(0, 0).model(weight(1), 2, -3).model(weight(1), -2, 3).by(magmax))
        .containsExactly(2, -3);
  }

  @Test
  void theOrderOfModelsDoesNotMatterElsewhere() throws IOException {
    float[] c = Tensors.random(1030, 4);
    ArrayMerge forth = merge().base(base).model(weight(1), a).model(weight(1), c);
    ArrayMerge back = merge().base(base).model(weight(1), c).model(weight(1), a);
    assertThat(forth.by(magmax)).isEqualTo(back.by(magmax));
  }

  @Test
  void oneModelOfWeightOneIsItself() throws IOException {
    assertThat(merge().base(base).model(weight(1), a).by(magmax)).isEqualTo(a);
    assertThat(merge().base(base).with("lambda", 0.5).model(weight(2), a).by(magmax)).isEqualTo(a);
  }

  @Test
  void whatIsNotANumberSpreads() throws IOException {
    float infinity = Float.POSITIVE_INFINITY;
    assertThat(
            merge()
                .base(0, 0, Float.NaN)
                .model(weight(1), Float.NaN, infinity, 1)
                .model(weight(1), infinity, 1, 1)
                .by(magmax))
        .containsExactly(Float.NaN, infinity, Float.NaN);
  }

  private static Map<String, Double> weight(double weight) {
    return Map.of("weight", weight);
  }
}
