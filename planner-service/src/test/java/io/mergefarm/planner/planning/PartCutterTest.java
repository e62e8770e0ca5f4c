package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.plan.PlannedPart;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartCutterTest {

  private static final long LEAST = 5 << 20;
  private static final int HEADER = 1000;

  /** However many tensors there are, and however small. */
  @ParameterizedTest
  @CsvSource({"60000, 200", "5000, 1024", "3000, 4096", "1500, 3000", "40, 700000", "3, 9000000"})
  void everyPartButTheLastIsAsLargeAsS3DemandsAndTheyLieEndToEnd(int tensors, long elements) {
    List<PlannedPart> parts = cut(tensors, elements);
    assertThat(parts.subList(0, parts.size() - 1)).allMatch(part -> part.range().length() >= LEAST);
    long offset = 0;
    for (PlannedPart part : parts) {
      assertThat(part.range().offset()).isEqualTo(offset);
      offset += part.range().length();
    }
    assertThat(offset).isEqualTo(HEADER + tensors * elements * Short.BYTES);
  }

  /** An event that is too large for Kafka would be of no use. */
  @ParameterizedTest
  @CsvSource({"5000, 8192"})
  void partsOfManyTensorsAreClosedAsSoonAsTheyMay(int tensors, long elements) {
    assertThat(cut(tensors, elements)).allMatch(part -> part.tensors().size() <= 1024);
  }

  private static List<PlannedPart> cut(int tensors, long elements) {
    long size = HEADER + tensors * elements * Short.BYTES;
    PartCutter cutter = new PartCutter(1, 32 << 20, HEADER, size);
    for (int i = 0; i < tensors; i++) {
      Stored stored = new Stored(0, "t" + i, 0, DType.BF16, Shape.of(elements));
      cutter.add(i, new PlannedTensor("t" + i, HEADER + i * elements * 2, stored), true);
    }
    return cutter.parts();
  }
}
