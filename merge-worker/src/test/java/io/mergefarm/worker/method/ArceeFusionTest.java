package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.worker.compute.ComputeBackends;
import io.mergefarm.worker.compute.ScalarBackend;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArceeFusionTest {

  private static final int ROWS = 30;
  private static final int COLUMNS = 37;

  private final ArceeFusion fusion = new ArceeFusion();
  private final float[] base = Tensors.random(ROWS * COLUMNS, 1);
  private final float[] other = tuned();

  private float[] tuned() {
    float[] change = Tensors.random(base.length, 2);
    float[] tuned = base.clone();
    for (int i = 0; i < tuned.length; i++) {
      tuned[i] += 0.1f * change[i] * change[i] * change[i];
    }
    return tuned;
  }

  @Test
  void takesWhatLiesAboveTheThreshold() throws IOException {
    double[] importance = importance();
    double[] sorted = Arrays.stream(importance).sorted().toArray();
    int last = sorted.length - 1;
    double threshold =
        sorted[last / 2] + 1.5 * (sorted[(int) (0.75 * last)] - sorted[(int) (0.25 * last)]);
    float[] result = fused().by(fusion);
    int taken = 0;
    for (int i = 0; i < result.length; i++) {
      if (Math.abs(importance[i] - threshold) > 1e-6 * threshold) {
        assertThat(result[i]).isEqualTo(importance[i] > threshold ? other[i] : base[i]);
        taken += importance[i] > threshold ? 1 : 0;
      }
    }
    assertThat(taken).isBetween(1, result.length / 2);
  }

  @Test
  void aVectorIsOneRow() throws IOException {
    RowDivergence whole =
        new RowDivergence(base.length, ComputeBackends.choose().arithmetic().distributions());
    assertThat(whole.of(other, base, 0)).isCloseTo(divergence(0, base.length), within(1e-12));
    assertThat(fused().shaped(base.length).by(fusion)).isNotEqualTo(fused().by(fusion));
  }

  @Test
  void rowsOfOneElementAreTaken() throws IOException {
    assertThat(fused().shaped(base.length, 1).by(fusion)).isEqualTo(other);
  }

  @Test
  void whatHardlyDiffersIsTaken() throws IOException {
    float[] similar = base.clone();
    similar[7] += 1;
    ArrayMerge few = merge().shaped(ROWS, COLUMNS).base(base).model(Map.of(), similar);
    assertThat(few.by(fusion)).isEqualTo(similar);
  }

  @Test
  void aTensorWithItselfIsItself() throws IOException {
    base[3] = -0f;
    ArrayMerge same = merge().shaped(ROWS, COLUMNS).base(base).model(Map.of(), base);
    assertThat(same.by(fusion)).isEqualTo(base);
    assertThat(merge().shaped(ROWS, COLUMNS).base(base).by(fusion)).isEqualTo(base);
  }

  @Test
  void infinityThatIsNotTakenStaysVisible() throws IOException {
    other[5] = Float.POSITIVE_INFINITY;
    float[] result = fused().by(fusion);
    assertThat(result[5]).isNaN();
    assertThat(Arrays.copyOf(result, 5)).isEqualTo(Arrays.copyOf(base, 5));
  }

  @Test
  void neitherBlocksNorTheBackendMatter() throws IOException {
    float[] expected = fused().inBlocksOf(2048).by(fusion);
    assertThat(fused().inBlocksOf(8).by(fusion)).isEqualTo(expected);
    assertThat(fused().with(new ScalarBackend()).by(fusion)).isEqualTo(expected);
  }

  private ArrayMerge fused() {
    return merge().shaped(ROWS, COLUMNS).model(Map.of(), other).base(base);
  }

  private double[] importance() {
    double[] importance = new double[base.length];
    for (int i = 0; i < importance.length; i++) {
      int row = i / COLUMNS * COLUMNS;
      importance[i] = Math.abs(other[i] - base[i]) * divergence(row, row + COLUMNS);
    }
    return importance;
  }

  private double divergence(int from, int to) {
    double[] p = softmax(other, from, to);
    double[] q = softmax(base, from, to);
    return IntStream.range(0, p.length).mapToDouble(i -> p[i] * Math.log(p[i] / q[i])).sum();
  }

  private static double[] softmax(float[] tensor, int from, int to) {
    double[] exponentials =
        IntStream.range(from, to).mapToDouble(i -> Math.exp(tensor[i])).toArray();
    double sum = Arrays.stream(exponentials).sum();
    return Arrays.stream(exponentials).map(value -> value / sum + 1e-8).toArray();
  }
}
