package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.merge;
import static io.mergefarm.worker.evaluation.Expressions.model;
import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.plan.TensorExpression.Submatrix;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmatrixTest {

  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder).inBlocksOf(8);
  }

  @Test
  void cutsRowsAndColumns() throws Exception {
    Stored matrix = counted("a", Shape.of(3, 4));
    assertThat(merged(cut(matrix, 2, 3))).containsExactly(0, 1, 2, 4, 5, 6);
    assertThat(merged(cut(matrix, 2, 4))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(merged(cut(matrix, 3, 1))).containsExactly(0, 4, 8);
    assertThat(merged(cut(matrix, 3, 4))).hasSize(12);
    assertThat(merged(cut(matrix, 0, 4))).isEmpty();
  }

  @Test
  void cutsEveryAxis() throws Exception {
    Stored cube = counted("a", Shape.of(2, 3, 4));
    assertThat(merged(cut(cube, 2, 2, 2))).containsExactly(0, 1, 4, 5, 12, 13, 16, 17);
    assertThat(merged(cut(cube, 1, 2, 4))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(merged(cut(cube, 2, 1, 4))).containsExactly(0, 1, 2, 3, 12, 13, 14, 15);
  }

  @Test
  void isAnOperandLikeAnyOther() throws Exception {
    TensorExpression corner = cut(counted("a", Shape.of(7, 5)), 3, 3);
    Stored other = counted("b", Shape.of(3, 3));
    assertThat(merged(merge("linear", DType.F32, Map.of(), model(corner, 1), model(other, 1))))
        .containsExactly(0, 1, 2, 4, 5, 6, 8, 9, 10);
  }

  @Test
  void cutsWhatIsMergedByStatistics() throws Exception {
    Stored first = counted("a", Shape.of(9, 5));
    Stored second = counted("b", Shape.of(9, 5));
    TensorExpression same =
        merge(
            "slerp", DType.F32, Map.of("t", 0.5), Expressions.base(first), model(second, Map.of()));
    assertThat(merged(cut(same, 2, 2)))
        .containsExactly(merged(same)[0], merged(same)[1], merged(same)[5], merged(same)[6]);
  }

  @Test
  void digestsAllChunksOfWhatItReads() throws Exception {
    int columns = (int) ChunkDigests.CHUNK_ELEMENTS * 2 + 5;
    workshop.inBlocksOf(2048);
    Stored wide = counted("a", Shape.of(2, columns));

    assertThat(merged(cut(wide, 2, 3))).containsExactly(0, 1, 2, columns, columns + 1, columns + 2);
    assertThat(workshop.records().getFirst().inputs())
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.firstChunk()).isZero();
              assertThat(run.digests()).hasSize(3);
            });
  }

  @Test
  void isNoLargerThanItsOperand() {
    Stored matrix = new Stored(0, "weight", 0, DType.F32, Shape.of(2, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> cut(matrix, 3, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> cut(matrix, 2));
  }

  private static TensorExpression cut(TensorExpression operand, long... shape) {
    return new Submatrix(Shape.of(shape), operand);
  }

  private Stored counted(String model, Shape shape) throws Exception {
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return workshop.add(model, DType.F32, shape, values);
  }

  private float[] merged(TensorExpression expression) throws Exception {
    byte[] bytes = workshop.merge(whole(new Cast(DType.F32, expression)));
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
