package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.merge;
import static io.mergefarm.worker.evaluation.Expressions.model;
import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mergefarm.contracts.method.Access;
import io.mergefarm.contracts.method.Arity;
import io.mergefarm.contracts.method.BaseModelRule;
import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.MethodDescriptor.ResultType;
import io.mergefarm.contracts.method.TensorMerge;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What blocks look like to methods that read more than single elements. */
class AccessTest {

  @TempDir private Path folder;

  /** Replaces each element by the sum of its row, or of its block where that is no whole row. */
  private record RowSums(Access access) implements MergeMethod {
    @Override
    public MethodDescriptor descriptor() {
      return new MethodDescriptor(
          "row_sums",
          List.of(),
          "Sums of rows.",
          List.of(),
          Arity.exactly(1),
          BaseModelRule.UNUSED,
          access,
          ResultType.BASE,
          Optional.empty());
    }

    @Override
    public BlockKernel prepare(TensorMerge tensor) {
      int columns = tensor.shape().dimensions().getLast().intValue();
      return (position, length, inputs, output) -> {
        for (int row = 0; row < length; row += columns) {
          int end = Math.min(row + columns, length);
          float sum = 0;
          for (int i = row; i < end; i++) {
            sum += inputs[0][i];
          }
          Arrays.fill(output, row, end, sum);
        }
      };
    }
  }

  @Test
  void rowsAndTensorsComeWhole() throws Exception {
    Workshop workshop = new Workshop(folder);
    int columns = 1000;
    int rows = (int) ChunkDigests.CHUNK_ELEMENTS / columns + 3;
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      int row = i / columns;
      values[i] = row;
    }
    Stored stored = workshop.add("a", DType.F32, Shape.of(rows, columns), values);
    for (Access access : List.of(Access.ROWS, Access.TENSOR)) {
      workshop.with(new RowSums(access)).inBlocksOf(24);
      byte[] bytes =
          workshop.merge(whole(merge("row_sums", DType.F32, Map.of(), model(stored, 1))));
      ByteBuffer result = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < values.length; i += 97) {
        assertThat(result.getFloat(i * Float.BYTES)).isEqualTo(values[i] * columns);
      }
    }
  }

  @Test
  void blocksOfRowsBeginAtMultiplesOfTheLanes() {
    BlockSizes sizes = new BlockSizes(2048);
    assertThat(sizes.of(Access.ROWS, Shape.of(100, 13))).isEqualTo(13 * 100);
    assertThat(sizes.of(Access.ROWS, Shape.of(1000, 13))).isEqualTo(13 * 8 * 19);
    assertThat(sizes.of(Access.ROWS, Shape.of(10, 10, 5001))).isEqualTo(5001 * 8);
    assertThat(sizes.of(Access.ROWS, Shape.of())).isEqualTo(1);
  }

  @Test
  void blocksAreNoLargerThanTheTensor() {
    BlockSizes sizes = new BlockSizes(2048);
    assertThat(sizes.of(Access.ELEMENTWISE, Shape.of(64, 64))).isEqualTo(2048);
    assertThat(sizes.of(Access.STATISTIC, Shape.of(7, 5))).isEqualTo(35);
    assertThat(sizes.of(Access.TENSOR, Shape.of(64, 64))).isEqualTo(4096);
    assertThat(sizes.of(Access.TENSOR, Shape.of(0, 64))).isEqualTo(1);
  }

  @Test
  void tensorsThatNoArrayHoldsAreRefused() {
    assertThatExceptionOfType(RefusedDataException.class)
        .isThrownBy(() -> new BlockSizes(2048).of(Access.TENSOR, Shape.of(1L << 31)));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> new BlockSizes(2048).of(Access.ROWS, Shape.of(Long.MAX_VALUE)));
  }

  @Test
  void blocksAreMultiplesOfTheLanes() {
    assertThatIllegalArgumentException().isThrownBy(() -> new BlockSizes(2047));
    assertThatIllegalArgumentException().isThrownBy(() -> new BlockSizes(0));
  }
}
