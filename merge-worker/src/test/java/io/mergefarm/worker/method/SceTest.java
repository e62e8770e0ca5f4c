package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.method.Quirks;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceTest {

  private final Sce sce = new Sce();
  private final float[] base = Tensors.random(1030, 1);
  private final List<float[]> models =
      List.of(Tensors.random(1030, 2), Tensors.coarse(base, 3), Tensors.coarse(base, 4));

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.4, 0.05, 2})
  void followsTheSpecification(double share) throws IOException {
    double[][] vectors = vectors();
    if (share < 1) {
      select(vectors, share);
    }
    double[] energy = new double[vectors.length];
    double total = 0;
    for (int m = 0; m < energy.length; m++) {
      for (double change : vectors[m]) {
        energy[m] += change * change;
      }
      total += energy[m];
    }
    double[] expected = new double[base.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = base[i] + erased(vectors, energy, total, i);
    }
    Tensors.assertNear(merged(share).by(sce), expected, 1e-6);
  }

  private static double erased(double[][] vectors, double[] energy, double total, int element) {
    double vote = 0;
    for (double[] vector : vectors) {
      vote += vector[element];
    }
    double sum = 0;
    double weights = 0;
    for (int m = 0; m < vectors.length; m++) {
      double change = vectors[m][element];
      if (change != 0 && (change > 0) == (vote >= 0)) {
        sum += change * energy[m] / total;
        weights += energy[m] / total;
      }
    }
    return sum / Math.max(weights, 1e-6);
  }

  private static void select(double[][] vectors, double share) {
    int elements = vectors[0].length;
    double[] variances = new double[elements];
    for (int i = 0; i < elements; i++) {
      double mean = 0;
      for (double[] vector : vectors) {
        mean += vector[i] / vectors.length;
      }
      for (double[] vector : vectors) {
        variances[i] += Math.pow(vector[i] - mean, 2);
      }
    }
    long differing = IntStream.range(0, elements).filter(i -> variances[i] > 1e-20).count();
    IntStream.range(0, elements)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -variances[i]))
        .skip((long) ((float) differing * (float) share))
        .forEach(
            i -> {
              for (double[] vector : vectors) {
                vector[i] = 0;
              }
            });
  }

  @Test
  void smallChangesCountAlikeInMergekit() throws IOException {
    float[] result =
        merge()
            .with("select_topk", 1)
            .base(0)
            .model(Map.of(), 1e-4f)
            .model(Map.of(), 3e-4f)
            .by(sce);
    assertThat((double) result[0]).isCloseTo(2e-4, within(1e-9));
  }

  @Test
  void smallChangesCountByTheirEnergyWithoutQuirks() throws IOException {
    float[] result =
        merge()
            .with("select_topk", 1)
            .with(Quirks.NONE)
            .base(0)
            .model(Map.of(), 1e-4f)
            .model(Map.of(), 3e-4f)
            .by(sce);
    assertThat((double) result[0]).isCloseTo(2.8e-4, within(1e-9));
    assertThat(
            merge()
                .with("select_topk", 1)
                .with(Quirks.NONE)
                .base(3)
                .model(Map.of(), 3)
                .model(Map.of(), 3)
                .by(sce))
        .containsExactly(3);
  }

  @Test
  void nothingSelectedIsTheBase() throws IOException {
    ArrayMerge equal = merge().with("select_topk", 0.5).base(base);
    assertThat(equal.model(Map.of(), models.get(0)).model(Map.of(), models.get(0)).by(sce))
        .isEqualTo(base);
    assertThat(merged(0).by(sce)).isEqualTo(base);
    ArrayMerge single = merge().with("select_topk", 0.5).base(base);
    assertThat(single.model(Map.of(), models.get(0)).by(sce)).isEqualTo(base);
    assertThat(merge().with("select_topk", 1).base(base).by(sce)).isEqualTo(base);
  }

  @Test
  void oneModelIsItself() throws IOException {
    ArrayMerge single = merge().with("select_topk", 1).base(base);
    assertThat(single.model(Map.of(), models.get(0)).by(sce)).isEqualTo(models.get(0));
  }

  @Test
  void blocksDoNotMatter() throws IOException {
    for (double share : new double[] {0.3, 1}) {
      assertThat(merged(share).inBlocksOf(8).by(sce))
          .isEqualTo(merged(share).inBlocksOf(2048).by(sce));
    }
  }

  @Test
  void whatIsNotANumberSpreads() throws IOException {
    models.get(1)[5] = Float.NaN;
    assertThat(merged(0.5).by(sce)[5]).isNaN();
  }

  private ArrayMerge merged(double share) {
    ArrayMerge merge = merge().with("select_topk", share).base(base);
    models.forEach(model -> merge.model(Map.of(), model));
    return merge;
  }

  private double[][] vectors() {
    double[][] vectors = new double[models.size()][base.length];
    for (int m = 0; m < vectors.length; m++) {
      for (int i = 0; i < base.length; i++) {
        vectors[m][i] = models.get(m)[i] - base[i];
      }
    }
    return vectors;
  }
}
