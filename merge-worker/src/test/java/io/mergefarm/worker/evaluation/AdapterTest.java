package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.model;
import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Magnitudes;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.plan.TensorExpression.Submatrix;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of low rank and lengths of rows, beside the same in plain float64. */
class AdapterTest {

  @TempDir private Path folder;
  private Workshop workshop;
  private long seed;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder);
  }

  /** A stored matrix with its values. */
  private record Matrix(Stored tensor, FloatBuffer values) {
    double at(long row, long column) {
      long columns = tensor.shape().elements() / tensor.shape().dimensions().getFirst();
      return values.get((int) (row * columns + column));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "7,5,1", "13,7,3", "207,33,8", "40,1100,5", "3,2500,16", "2500,3,17"})
  void addsAProduct(int rows, int columns, int rank) throws Exception {
    Matrix w = random(Shape.of(rows, columns));
    Matrix a = random(Shape.of(rank, columns));
    Matrix b = random(Shape.of(rows, rank));
    float[] merged = merged(new LowRank(w.tensor(), a.tensor(), b.tensor(), 1.5, false));
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double product = 0;
        for (int k = 0; k < rank; k++) {
          product += b.at(row, k) * a.at(k, column);
        }
        assertThat((double) merged[row * columns + column])
            .isCloseTo(w.at(row, column) + 1.5 * product, within(1e-6 * (1 + rank)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"7,5,1", "33,13,9", "2100,4,6"})
  void addsAProductTurnedOver(int rows, int columns, int rank) throws Exception {
    Matrix w = random(Shape.of(rows, columns));
    Matrix a = random(Shape.of(rank, rows));
    Matrix b = random(Shape.of(columns, rank));
    float[] merged = merged(new LowRank(w.tensor(), a.tensor(), b.tensor(), 0.25, true));
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double product = 0;
        for (int k = 0; k < rank; k++) {
          product += b.at(column, k) * a.at(k, row);
        }
        assertThat((double) merged[row * columns + column])
            .isCloseTo(w.at(row, column) + 0.25 * product, within(1e-6 * (1 + rank)));
      }
    }
  }

  @Test
  void kernelsOfConvolutionsAreColumns() throws Exception {
    Matrix w = random(Shape.of(6, 3, 2, 2));
    Matrix a = random(Shape.of(2, 3, 2, 2));
    Matrix b = random(Shape.of(6, 2, 1, 1));
    float[] merged = merged(new LowRank(w.tensor(), a.tensor(), b.tensor(), 1, false));
    for (int i = 0; i < merged.length; i++) {
      double product = b.at(i / 12, 0) * a.at(0, i % 12) + b.at(i / 12, 1) * a.at(1, i % 12);
      assertThat((double) merged[i]).isCloseTo(w.values().get(i) + product, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stretchesRowsOrColumns(boolean columns) throws Exception {
    int height = 31;
    int width = 77;
    Matrix w = random(Shape.of(height, width));
    Matrix lengths = random(Shape.of(columns ? width : height));
    float[] merged = merged(new Magnitudes(w.tensor(), lengths.tensor(), columns));
    for (int i = 0; i < merged.length; i++) {
      int place = columns ? i % width : i / width;
      double squares = 0;
      for (int k = 0; k < (columns ? height : width); k++) {
        double value = columns ? w.at(k, place) : w.at(place, k);
        squares += value * value;
      }
      double expected = w.values().get(i) * lengths.values().get(place) / Math.sqrt(squares);
      assertThat((double) merged[i]).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void rowsOfZerosStay() throws Exception {
    Stored w = workshop.add("w", DType.F32, Shape.of(2, 2), 0, 0, 3, 4);
    Stored lengths = workshop.add("m", DType.F32, Shape.of(2), 7, 10);
    assertThat(merged(new Magnitudes(w, lengths, false))).containsExactly(0, 0, 6, 8);
  }

  @Test
  void bitsDependNeitherOnBlocksNorOnParts() throws Exception {
    int columns = 700;
    int rows = (int) (3 * ChunkDigests.CHUNK_ELEMENTS / columns) + 5;
    Matrix w = random(Shape.of(rows, columns));
    Matrix a = random(Shape.of(6, columns));
    Matrix b = random(Shape.of(rows, 6));
    TensorExpression sum = new LowRank(w.tensor(), a.tensor(), b.tensor(), 1.25, false);
    byte[] expected = workshop.merge(whole(sum));
    assertThat(workshop.inBlocksOf(8).merge(whole(sum))).isEqualTo(expected);
    assertThat(workshop.inBlocksOf(4096).inPlainLoops().merge(whole(sum))).isEqualTo(expected);
    long elements = sum.shape().elements();
    long cut = 2 * ChunkDigests.CHUNK_ELEMENTS;
    assertThat(
            workshop.mergeParts(
                List.of(
                    List.of(new Work("out", sum, 0, cut)),
                    List.of(new Work("out", sum, cut, elements)))))
        .isEqualTo(expected);
    assertThat(workshop.records().getLast().inputs())
        .extracting(ChunkDigests::file, ChunkDigests::firstChunk)
        .contains(tuple("model-1", 2L), tuple("model-2", 0L), tuple("model-3", 0L));
  }

  @Test
  void lengthsNeedTheWholeTensor() throws Exception {
    int columns = 1024;
    int rows = (int) (2 * ChunkDigests.CHUNK_ELEMENTS / columns);
    Matrix w = random(Shape.of(rows, columns));
    TensorExpression stretched = new Magnitudes(w.tensor(), random(Shape.of(rows)).tensor(), false);
    byte[] expected = workshop.merge(whole(stretched));
    assertThat(workshop.inBlocksOf(24).merge(whole(stretched))).isEqualTo(expected);
    Work part = new Work("out", stretched, 0, ChunkDigests.CHUNK_ELEMENTS);
    assertThatThrownBy(() -> workshop.merge(part))
        .isInstanceOf(MergeFailureException.class)
        .hasMessageContaining("needs the whole tensor");
  }

  @Test
  void theSumIsAnOperandLikeAnyOtherAndRoundedOnlyAtTheEnd() throws Exception {
    Stored w = workshop.add("w", DType.BF16, Shape.of(1, 2), 256, 1);
    Stored a = workshop.add("a", DType.F32, Shape.of(1, 2), 1, 1);
    Stored b = workshop.add("b", DType.F16, Shape.of(1, 1), 0.5f);
    TensorExpression sum = new LowRank(w, a, b, 1, false);
    assertThat(sum.dtype()).isEqualTo(DType.BF16);
    Stored other = workshop.add("o", DType.F32, Shape.of(1, 2), 0, 0);
    assertThat(
            merged(
                Expressions.merge("linear", DType.F32, Map.of(), model(sum, 1), model(other, 1))))
        .containsExactly(128.25f, 0.75f);
    assertThat(merged(new Submatrix(Shape.of(1, 1), sum))).containsExactly(256.5f);
  }

  @Test
  void factorsMayBeMergedThemselves() throws Exception {
    Stored w = workshop.add("w", DType.F32, Shape.of(2, 2), 1, 2, 3, 4);
    Stored b = workshop.add("b", DType.F32, Shape.of(2, 1), 1, 2);
    Stored a1 = workshop.add("a1", DType.F32, Shape.of(1, 2), 1, 3);
    Stored a2 = workshop.add("a2", DType.F32, Shape.of(1, 2), 3, 5);
    TensorExpression a =
        Expressions.merge("linear", DType.F32, Map.of(), model(a1, 1), model(a2, 1));
    assertThat(merged(new LowRank(w, a, b, 1, false))).containsExactly(3, 6, 7, 12);
  }

  @Test
  void whatIsNoNumberIsNamed() throws Exception {
    workshop.refusingNan();
    Stored w = workshop.add("w", DType.F32, Shape.of(1, 2), 1, 2);
    Stored a = workshop.add("a", DType.F32, Shape.of(1, 2), 1, Float.NaN);
    Stored b = workshop.add("b", DType.F32, Shape.of(1, 1), 1);
    assertThatThrownBy(() -> merged(new LowRank(w, a, b, 1, false)))
        .isInstanceOf(MergeFailureException.class)
        .hasMessageContaining("element [0, 1] is not a number in w with its adapter");
  }

  @Test
  void factorsFit() {
    Stored w = new Stored(0, "w", 0, DType.F32, Shape.of(4, 6));
    Stored a = new Stored(0, "a", 0, DType.F32, Shape.of(2, 6));
    Stored b = new Stored(0, "b", 0, DType.F32, Shape.of(4, 2));
    assertThat(new LowRank(w, a, b, 1, false).rank()).isEqualTo(2);
    assertThatIllegalArgumentException().isThrownBy(() -> new LowRank(w, b, a, 1, false));
    assertThatIllegalArgumentException().isThrownBy(() -> new LowRank(w, a, b, 1, true));
    Stored none = new Stored(0, "a", 0, DType.F32, Shape.of(0, 6));
    assertThatIllegalArgumentException().isThrownBy(() -> new LowRank(w, none, b, 1, false));
    assertThatIllegalArgumentException().isThrownBy(() -> new Magnitudes(w, a, false));
  }

  private Matrix random(Shape shape) throws Exception {
    SplittableRandom random = new SplittableRandom(++seed);
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return new Matrix(
        workshop.add("model-" + seed, DType.F32, shape, values), FloatBuffer.wrap(values));
  }

  private float[] merged(TensorExpression expression) throws Exception {
    byte[] bytes = workshop.merge(whole(new Cast(DType.F32, expression)));
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
