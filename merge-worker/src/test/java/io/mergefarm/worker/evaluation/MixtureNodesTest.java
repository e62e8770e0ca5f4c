package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Deviates;
import io.mergefarm.contracts.plan.TensorExpression.Deviates.Distribution;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.plan.TensorExpression.UnitRows;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random numbers and rows of length one, which the gates of mixtures are made of. */
class MixtureNodesTest {

  private static final int CHUNK = (int) ChunkDigests.CHUNK_ELEMENTS;

  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
  }

  @Test
  void normalNumbersHaveTheMomentsOfTheirDistribution() throws Exception {
    float[] values = floats(workshop.merge(whole(deviates(Distribution.NORMAL, 400_000, "a"))));
    assertThat(moment(values, 1)).isCloseTo(0, Offset.offset(0.01));
    assertThat(moment(values, 2)).isCloseTo(1, Offset.offset(0.01));
    assertThat(moment(values, 3)).isCloseTo(0, Offset.offset(0.03));
    assertThat(moment(values, 4)).isCloseTo(3, Offset.offset(0.06));
    double product = 0;
    for (int i = 1; i < values.length; i++) {
      product += (double) values[i] * values[i - 1];
    }
    assertThat(product / values.length).isCloseTo(0, Offset.offset(0.01));
  }

  @Test
  void uniformNumbersLieFromMinusOneToOne() throws Exception {
    float[] values = floats(workshop.merge(whole(deviates(Distribution.UNIFORM, 400_000, "a"))));
    for (float value : values) {
      assertThat(value).isBetween(-1f, 1f);
    }
    assertThat(moment(values, 1)).isCloseTo(0, Offset.offset(0.01));
    assertThat(moment(values, 2)).isCloseTo(1 / 3.0, Offset.offset(0.005));
    assertThat(moment(values, 4)).isCloseTo(1 / 5.0, Offset.offset(0.005));
  }

  @Test
  void numbersDependOnTheirPlaceAndKeyAlone() throws Exception {
    Deviates deviates = deviates(Distribution.NORMAL, 2 * CHUNK + 7, "a");
    byte[] whole = workshop.merge(whole(deviates));
    assertThat(parts(deviates)).isEqualTo(whole);
    assertThat(workshop.inBlocksOf(8).inPlainLoops().merge(whole(deviates))).isEqualTo(whole);
    assertThat(workshop.merge(whole(deviates(Distribution.NORMAL, 2 * CHUNK + 7, "b"))))
        .isNotEqualTo(whole);
  }

  @Test
  void numbersCanBeAddedToTensors() throws Exception {
    Stored stored = workshop.add("a", DType.F32, Shape.of(20), numbers(20));
    Deviates noise = deviates(Distribution.NORMAL, 20, "a");
    Merge merge =
        Expressions.merge(
            "linear",
            DType.F32,
            Map.of("normalize", 0.0),
            new Operand("a", stored, false, Parameters.of(Map.of("weight", 0.5))),
            new Operand("a", noise, false, Parameters.of(Map.of("weight", 0.25))));
    float[] values = floats(workshop.merge(whole(merge)));
    float[] drawn = floats(workshop.merge(whole(noise)));
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i])
          .isCloseTo(0.5f * numbers(20)[i] + 0.25f * drawn[i], Offset.offset(1e-6f));
    }
  }

  @Test
  void rowsOfLengthOne() throws Exception {
    int columns = 1537;
    int rows = 700;
    float[] values = numbers(rows * columns);
    java.util.Arrays.fill(values, 3 * columns, 4 * columns, 0f);
    Stored stored = workshop.add("a", DType.F32, Shape.of(rows, columns), values);
    UnitRows unit = new UnitRows(DType.F32, stored);
    byte[] whole = workshop.merge(whole(unit));
    assertThat(parts(unit)).isEqualTo(whole);
    float[] result = floats(whole);
    for (int row = 0; row < rows; row++) {
      double squares = 0;
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        squares += (double) values[i] * values[i];
      }
      double length = Math.max(Math.sqrt(squares), 1e-8);
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        assertThat(result[i]).isEqualTo((float) (values[i] / length));
      }
    }
  }

  private byte[] parts(TensorExpression expression) throws Exception {
    List<List<Work>> parts = new ArrayList<>();
    long elements = expression.shape().elements();
    for (long from = 0; from < elements; from += CHUNK) {
      parts.add(List.of(new Work("out", expression, from, Math.min(elements, from + CHUNK))));
    }
    return workshop.mergeParts(parts);
  }

  private static Deviates deviates(Distribution distribution, int length, String key) {
    return new Deviates(DType.F32, Shape.of(length), distribution, key);
  }

  private static double moment(float[] values, int power) {
    double sum = 0;
    for (float value : values) {
      sum += Math.pow(value, power);
    }
    return sum / values.length;
  }

  private static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static float[] numbers(int length) {
    Random random = new Random(length);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
