package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static io.mergefarm.worker.method.Geometry.difference;
import static io.mergefarm.worker.method.Geometry.doubles;
import static io.mergefarm.worker.method.Geometry.scaled;
import static io.mergefarm.worker.method.Geometry.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.method.Access;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.safetensors.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubspaceMergingTest {

  private static final int ELEMENTS = 12 * 7;

  private final SubspaceMerging isotropic = SubspaceMerging.isotropic();
  private final SubspaceMerging singular = SubspaceMerging.singularVectors();
  private final float[] base = Tensors.random(ELEMENTS, 1);
  private final float[] a = Tensors.random(ELEMENTS, 2);
  private final float[] b = Tensors.random(ELEMENTS, 3);

  @Test
  void allDirectionsGetTheMeanStrength() throws IOException {
    assertThat(one(2, 3, 0, 0, -1).by(isotropic)).containsExactly(2, 0, 0, -2);
  }

  /** A matrix is the polar factor of D where it is orthogonal and its product with D symmetric. */
  @ParameterizedTest
  @CsvSource({"12, 7", "7, 12"})
  void isThePolarFactorOfTheSum(int rows, int columns) throws IOException {
    double[] task = sum(scaled(difference(a, base), 0.7), scaled(difference(b, base), 0.4));
    double[] change = sum(doubles(three(rows, columns).by(isotropic)), scaled(doubles(base), -1));
    int side = Math.min(rows, columns);
    double[] square =
        rows < columns ? gramOfRows(change, change, rows) : gramOfColumns(change, change, columns);
    double[] product =
        rows < columns ? gramOfRows(change, task, rows) : gramOfColumns(change, task, columns);
    double strength = Math.sqrt(square[0]);
    double trace = 0;
    for (int i = 0; i < side; i++) {
      trace += product[i * side + i] / strength;
      for (int j = 0; j < side; j++) {
        assertThat(square[i * side + j]).isCloseTo(i == j ? square[0] : 0, within(1e-5));
        assertThat(product[i * side + j]).isCloseTo(product[j * side + i], within(1e-4));
      }
    }
    assertThat(strength).isCloseTo(trace / side, within(1e-5));
  }

  @Test
  void lambdaMultipliesTheChange() throws IOException {
    assertThat(one(2, 3, 0, 0, -1).with("lambda", 0.5).by(isotropic)).containsExactly(1, 0, 0, -1);
    assertThat(one(2, 3, 0, 0, -1).with("lambda", 0).by(singular)).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({"12, 7", "7, 12"})
  void allSingularVectorsOfOneModelMakeTheModel(int rows, int columns) throws IOException {
    ArrayMerge alone = merge().shaped(rows, columns).base(base).model(weight(1), a);
    Tensors.assertNear(alone.by(singular), doubles(a), 1e-6);
  }

  @Test
  void eachModelKeepsItsLeadingDirections() throws IOException {
    ArrayMerge apart = merge().shaped(2, 2).base(0, 0, 0, 0).model(weight(2), 4, 0, 0, 1);
    assertThat(apart.model(weight(1), 2, 0, 0, 3).by(singular)).containsExactly(8, 0, 0, 3);
  }

  /** Of two equal directions the nearest orthogonal pair is made. */
  @Test
  void directionsThatModelsShareAreMadeOrthogonal() throws IOException {
    double[] result =
        doubles(
            merge()
                .shaped(2, 2)
                .base(0, 0, 0, 0)
                .model(weight(1), 2, 0, 0, 0)
                .model(weight(1), 1, 1, 1, 1)
                .by(singular));
    double[] square = gramOfColumns(result, result, 2);
    assertThat(square[0] + square[3]).isCloseTo(2 * 2 + 2 * 2, within(1e-5));
    assertThat(square[1]).isCloseTo(0, within(1e-5));
  }

  @Test
  void moreModelsThanDirectionsKeepOneEach() throws IOException {
    ArrayMerge many = merge().shaped(1, 3).base(0, 0, 0);
    for (int i = 0; i < 3; i++) {
      many.model(weight(1), i == 0 ? 1 : 0, i == 1 ? 1 : 0, i == 2 ? 1 : 0);
    }
    double[] result = doubles(many.by(singular));
    assertThat(Geometry.norm(result)).isFinite();
  }

  @Test
  void otherTensorsGetTheMeanOfTheTaskVectors() throws IOException {
    double[] expected =
        sum(doubles(base), sum(scaled(difference(a, base), 0.7), scaled(difference(b, base), 0.4)));
    expected = sum(doubles(base), scaled(sum(expected, scaled(doubles(base), -1)), 0.5));
    for (SubspaceMerging method : List.of(isotropic, singular)) {
      Tensors.assertNear(three(ELEMENTS).by(method), expected, 1e-6);
      Tensors.assertNear(three(2, 6, 7).by(method), expected, 1e-6);
      ArrayMerge embedding = three(12, 7).with("include_embeddings", 0);
      Tensors.assertNear(embedding.by(method), expected, 1e-6);
      assertThat(three(12, 7).with("include_embeddings", 1).by(method))
          .isEqualTo(three(12, 7).by(method));
    }
  }

  @Test
  void meansTakeNoMoreThanABlock() {
    Parameters embedding = Parameters.of(Map.of("include_embeddings", 0.0));
    assertThat(isotropic.access(Shape.of(12, 7), embedding)).isEqualTo(Access.ELEMENTWISE);
    assertThat(isotropic.access(Shape.of(12), Parameters.NONE)).isEqualTo(Access.ELEMENTWISE);
    assertThat(isotropic.access(Shape.of(12, 7), Parameters.NONE)).isEqualTo(Access.STATISTIC);
  }

  @Test
  void tensorsThatNoModelChangedStay() throws IOException {
    base[3] = -0f;
    for (SubspaceMerging method : List.of(isotropic, singular)) {
      ArrayMerge frozen = merge().shaped(12, 7).base(base).model(weight(1), base);
      assertThat(frozen.model(weight(1), base).by(method)).isEqualTo(base);
      assertThat(merge().shaped(12, 7).base(base).by(method)).isEqualTo(base);
    }
  }

  @Test
  void whatIsNoNumberSpreadsEverywhere() throws IOException {
    a[5] = Float.POSITIVE_INFINITY;
    assertThat(three(12, 7).by(isotropic)).containsOnly(Float.NaN);
    assertThat(three(12, 7).by(singular)).containsOnly(Float.NaN);
  }

  @Test
  void neitherBlocksNorThreadsMatter() throws Exception {
    for (SubspaceMerging method : List.of(isotropic, singular)) {
      float[] expected = three(12, 7).inBlocksOf(8).by(method);
      List<Callable<float[]>> merges = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        merges.add(() -> three(12, 7).inBlocksOf(2048).by(method));
      }
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        for (Future<float[]> merged : threads.invokeAll(merges)) {
          assertThat(merged.get()).isEqualTo(expected);
        }
      }
    }
  }

  private ArrayMerge three(long... shape) {
    return merge().shaped(shape).base(base).model(weight(0.7), a).model(weight(0.4), b);
  }

  private static ArrayMerge one(int columns, float... tensor) {
    return merge()
        .shaped(tensor.length / columns, columns)
        .base(new float[tensor.length])
        .model(weight(1), tensor);
  }

  /** X^T Y. */
  private static double[] gramOfColumns(double[] x, double[] y, int columns) {
    double[] gram = new double[columns * columns];
    for (int i = 0; i < x.length; i += columns) {
      for (int j = 0; j < columns; j++) {
        for (int k = 0; k < columns; k++) {
          gram[j * columns + k] += x[i + j] * y[i + k];
        }
      }
    }
    return gram;
  }

  /** X Y^T. */
  private static double[] gramOfRows(double[] x, double[] y, int rows) {
    return gramOfColumns(transposed(x, rows), transposed(y, rows), rows);
  }

  private static double[] transposed(double[] matrix, int rows) {
    int columns = matrix.length / rows;
    double[] turned = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      turned[i % columns * rows + i / columns] = matrix[i];
    }
    return turned;
  }

  private static Map<String, Double> weight(double weight) {
    return Map.of("weight", weight);
  }
}
