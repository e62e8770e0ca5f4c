package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static io.mergefarm.worker.method.Geometry.difference;
import static io.mergefarm.worker.method.Geometry.doubles;
import static io.mergefarm.worker.method.Geometry.scaled;
import static io.mergefarm.worker.method.Geometry.slerp;
import static io.mergefarm.worker.method.Geometry.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.worker.compute.ScalarBackend;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NuSlerpTest {

  private static final int ROWS = 30;
  private static final int COLUMNS = 37;

  private final NuSlerp nuslerp = new NuSlerp();
  private final float[] base = Tensors.random(ROWS * COLUMNS, 1);
  private final float[] a = Tensors.random(ROWS * COLUMNS, 2);
  private final float[] b = Tensors.random(ROWS * COLUMNS, 3);

  @Test
  void goesAlongTheGreatCircleByWeights() throws IOException {
    double[] expected = slerp(0.25, doubles(a), doubles(b));
    Tensors.assertNear(flat().model(weight(3), a).model(weight(1), b).by(nuslerp), expected, 1e-6);
  }

  @Test
  void goesFromOneTaskVectorToTheOther() throws IOException {
    double[] expected = sum(doubles(base), slerp(0.25, difference(a, base), difference(b, base)));
    ArrayMerge merge = flat().model(weight(3), a).base(base).model(weight(1), b);
    Tensors.assertNear(merge.by(nuslerp), expected, 1e-6);
  }

  @Test
  void rowsGoTheirOwnWays() throws IOException {
    double[] expected = new double[a.length];
    for (int row = 0; row < ROWS; row++) {
      int from = row * COLUMNS;
      double[] x = doubles(Arrays.copyOfRange(a, from, from + COLUMNS));
      double[] y = doubles(Arrays.copyOfRange(b, from, from + COLUMNS));
      System.arraycopy(slerp(0.25, x, y), 0, expected, from, COLUMNS);
    }
    Tensors.assertNear(cut(0).model(weight(3), a).model(weight(1), b).by(nuslerp), expected, 1e-6);
  }

  @Test
  void columnsOfTaskVectorsGoTheirOwnWays() throws IOException {
    double[] expected = new double[a.length];
    for (int column = 0; column < COLUMNS; column++) {
      double[] origin = doubles(column(base, column));
      double[] x = sum(doubles(column(a, column)), scaled(origin, -1));
      double[] y = sum(doubles(column(b, column)), scaled(origin, -1));
      double[] mixed = sum(origin, slerp(0.25, x, y));
      for (int row = 0; row < ROWS; row++) {
        expected[row * COLUMNS + column] = mixed[row];
      }
    }
    ArrayMerge merge = cut(1).base(base).model(weight(3), a).model(weight(1), b);
    Tensors.assertNear(merge.by(nuslerp), expected, 1e-6);
  }

  @Test
  void tensorsOfHigherRankAreCutLikeMatrices() throws IOException {
    ArrayMerge matrix = cut(0).model(weight(3), a).model(weight(1), b);
    ArrayMerge cube = cut(0).shaped(5, 6, COLUMNS).model(weight(3), a).model(weight(1), b);
    assertThat(cube.by(nuslerp)).isEqualTo(matrix.by(nuslerp));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "0, 0", "0, 1"})
  void aTensorWithItselfIsItself(int flatten, int byColumns) throws IOException {
    a[3] = -0f;
    ArrayMerge alone = cut(byColumns).with("nuslerp_flatten", flatten);
    assertThat(alone.model(weight(0.3), a).model(weight(0.4), a).by(nuslerp)).isEqualTo(a);
    a[3] = 0;
    ArrayMerge based = cut(byColumns).with("nuslerp_flatten", flatten).base(a);
    assertThat(based.model(weight(0.3), a).model(weight(0.4), a).by(nuslerp)).isEqualTo(a);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "0, 0", "0, 1"})
  void neitherBlocksNorTheBackendMatter(int flatten, int byColumns) throws IOException {
    float[] expected = three(flatten, byColumns).inBlocksOf(2048).by(nuslerp);
    assertThat(three(flatten, byColumns).inBlocksOf(8).by(nuslerp)).isEqualTo(expected);
    assertThat(three(flatten, byColumns).with(new ScalarBackend()).by(nuslerp)).isEqualTo(expected);
  }

  @Test
  void theOrderOfModelsDoesNotMatter() throws IOException {
    float[] back = flat().model(weight(1), b).model(weight(3), a).by(nuslerp);
    Tensors.assertNear(
        back, doubles(flat().model(weight(3), a).model(weight(1), b).by(nuslerp)), 1e-6);
  }

  @Test
  void weightsThatCancelLeadToTheMiddle() throws IOException {
    float[] middle = flat().model(weight(1), a).model(weight(1), b).by(nuslerp);
    assertThat(flat().model(weight(1), a).model(weight(-1), b).by(nuslerp)).isEqualTo(middle);
  }

  @Test
  void oppositeTensorsGrowAsInMergekit() throws IOException {
    float[] result =
        merge()
            .with("nuslerp_flatten", 1)
            .model(weight(0.75), 1, 2, 2)
            .model(weight(0.25), -2, -4, -4)
            .by(nuslerp);
    double pi = (float) Math.PI;
    double factor = (Math.sin(0.75 * pi) - 2 * Math.sin(0.25 * pi)) / Math.sin(pi);
    Tensors.assertNear(result, new double[] {factor, 2 * factor, 2 * factor}, 1e-5);
  }

  @Test
  void oppositeTensorsAreInterpolatedLinearlyWithoutQuirks() throws IOException {
    ArrayMerge repaired = merge().with("nuslerp_flatten", 1).with(Quirks.NONE);
    assertThat(repaired.model(weight(0.75), 1, 2, 2).model(weight(0.25), -2, -4, -4).by(nuslerp))
        .containsExactly(0.25f, 0.5f, 0.5f);
  }

  @Test
  void aZeroTensorIsARightAngleAwayUnlessRepaired() throws IOException {
    float[] zero = new float[a.length];
    ArrayMerge kept = flat().model(weight(3), zero).model(weight(1), a);
    Tensors.assertNear(kept.by(nuslerp), scaled(doubles(a), Math.sin(Math.PI / 8)), 1e-6);
    ArrayMerge repaired = flat().with(Quirks.NONE).model(weight(3), zero).model(weight(1), a);
    Tensors.assertNear(repaired.by(nuslerp), scaled(doubles(a), 0.25), 1e-7);
  }

  @Test
  void oneTensorComesBack() throws IOException {
    assertThat(flat().model(weight(0.3), a).by(nuslerp)).isEqualTo(a);
  }

  @Test
  void whatIsNoNumberSpreadsOverItsVector() throws IOException {
    a[5] = Float.POSITIVE_INFINITY;
    assertThat(flat().model(weight(1), a).model(weight(1), b).by(nuslerp)).containsOnly(Float.NaN);
    float[] rows = cut(0).model(weight(1), a).model(weight(1), b).by(nuslerp);
    assertThat(Arrays.copyOf(rows, COLUMNS)).containsOnly(Float.NaN);
    for (float value : Arrays.copyOfRange(rows, COLUMNS, rows.length)) {
      assertThat(value).isFinite();
    }
  }

  private ArrayMerge three(int flatten, int byColumns) {
    return cut(byColumns)
        .with("nuslerp_flatten", flatten)
        .base(base)
        .model(weight(3), a)
        .model(weight(1), b);
  }

  private static ArrayMerge flat() {
    return merge().shaped(ROWS, COLUMNS).with("nuslerp_flatten", 1).with("nuslerp_row_wise", 0);
  }

  private static ArrayMerge cut(int byColumns) {
    return flat().with("nuslerp_flatten", 0).with("nuslerp_row_wise", byColumns);
  }

  private static float[] column(float[] matrix, int column) {
    float[] values = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      values[row] = matrix[row * COLUMNS + column];
    }
    return values;
  }

  private static Map<String, Double> weight(double weight) {
    return Map.of("weight", weight);
  }
}
