package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static io.mergefarm.worker.method.Geometry.difference;
import static io.mergefarm.worker.method.Geometry.dot;
import static io.mergefarm.worker.method.Geometry.doubles;
import static io.mergefarm.worker.method.Geometry.norm;
import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.worker.compute.ScalarBackend;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStockTest {

  private static final int ROWS = 30;
  private static final int COLUMNS = 37;

  private final ModelStock stock = new ModelStock();
  private final float[] base = Tensors.random(ROWS * COLUMNS, 1);
  private final float[] a = tuned(2);
  private final float[] b = tuned(3);
  private final float[] c = tuned(4);

  /** Fine-tunes that share a part of their way. */
  private float[] tuned(long seed) {
    float[] shared = Tensors.random(base.length, 9);
    float[] own = Tensors.random(base.length, seed);
    float[] tuned = base.clone();
    for (int i = 0; i < tuned.length; i++) {
      tuned[i] += 0.1f * (shared[i] + own[i]);
    }
    return tuned;
  }

  @Test
  void goesTowardsTheAverageByTheAngles() throws IOException {
    Tensors.assertNear(three(0).by(stock), reference(0, base.length), 1e-6);
  }

  @Test
  void rowsGoTheirOwnWays() throws IOException {
    double[] expected = new double[base.length];
    for (int from = 0; from < base.length; from += COLUMNS) {
      System.arraycopy(reference(from, from + COLUMNS), 0, expected, from, COLUMNS);
    }
    Tensors.assertNear(three(1).by(stock), expected, 1e-6);
  }

  @Test
  void aVectorIsOneRow() throws IOException {
    ArrayMerge vector = three(1).shaped(ROWS * COLUMNS);
    assertThat(vector.by(stock)).isEqualTo(three(0).by(stock));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void modelsThatAgreeAreTaken(int byRows) throws IOException {
    ArrayMerge agreed = stock(byRows).base(base).model(Map.of(), a).model(Map.of(), a);
    assertThat(agreed.by(stock)).isEqualTo(a);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void tensorsThatNoModelChangedStay(int byRows) throws IOException {
    base[3] = -0f;
    ArrayMerge frozen = stock(byRows).base(base).model(Map.of(), base).model(Map.of(), base);
    assertThat(frozen.by(stock)).isEqualTo(base);
  }

  @Test
  void oppositeModelsBecomeTheirAverage() throws IOException {
    ArrayMerge opposite = stock(0).shaped(2).base(1, 1).model(Map.of(), 3, 1);
    assertThat(opposite.model(Map.of(), -1, 1).by(stock)).containsExactly(1, 1);
  }

  @Test
  void onlyTheBaseIsItself() throws IOException {
    assertThat(stock(0).base(base).by(stock)).isEqualTo(base);
  }

  @Test
  void theOrderOfModelsDoesNotMatter() throws IOException {
    ArrayMerge turned =
        stock(0).model(Map.of(), c).model(Map.of(), a).base(base).model(Map.of(), b);
    Tensors.assertNear(turned.by(stock), doubles(three(0).by(stock)), 1e-6);
  }

  @Test
  void whatIsNoNumberSpreadsOverItsVector() throws IOException {
    b[COLUMNS] = Float.NaN;
    assertThat(three(0).by(stock)).containsOnly(Float.NaN);
    float[] rows = three(1).by(stock);
    assertThat(Arrays.copyOfRange(rows, COLUMNS, 2 * COLUMNS)).containsOnly(Float.NaN);
    assertThat(rows[0]).isFinite();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void neitherBlocksNorTheBackendMatter(int byRows) throws IOException {
    float[] expected = three(byRows).inBlocksOf(2048).by(stock);
    assertThat(three(byRows).inBlocksOf(8).by(stock)).isEqualTo(expected);
    assertThat(three(byRows).with(new ScalarBackend()).by(stock)).isEqualTo(expected);
  }

  private double[] reference(int from, int to) {
    float[] origin = Arrays.copyOfRange(base, from, to);
    float[][] models = {
      Arrays.copyOfRange(a, from, to),
      Arrays.copyOfRange(b, from, to),
      Arrays.copyOfRange(c, from, to)
    };
    double cosine = 0;
    for (int i = 0; i < models.length; i++) {
      double[] x = difference(models[i], origin);
      double[] y = difference(models[(i + 1) % models.length], origin);
      cosine += dot(x, y) / (norm(x) * norm(y)) / 3;
    }
    double t = 3 * cosine / (1 + 2 * cosine);
    double[] result = new double[to - from];
    for (int i = 0; i < result.length; i++) {
      double mean = ((double) models[0][i] + models[1][i] + models[2][i]) / 3;
      result[i] = t * mean + (1 - t) * origin[i];
    }
    return result;
  }

  private ArrayMerge three(int byRows) {
    return stock(byRows).base(base).model(Map.of(), a).model(Map.of(), b).model(Map.of(), c);
  }

  private static ArrayMerge stock(int byRows) {
    return merge().shaped(ROWS, COLUMNS).with("filter_wise", byRows);
  }
}
