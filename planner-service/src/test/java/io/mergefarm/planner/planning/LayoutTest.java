package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.PlannedPart;
import io.mergefarm.contracts.plan.PlannedPart.TensorRange;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.planner.planning.PlanResult.Planned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {

  private static final long MEBI = 1 << 20;
  private static final String LINEAR =
      """
      merge_method: linear
      models: [{model: a, parameters: {weight: 1}}]
      """;
  private static final String TIES =
      """
      merge_method: ties
      base_model: a
      models: [{model: b, parameters: {weight: 1}}]
      """;

  @Test
  void closesAShardBeforeItIsTooLarge() {
    Planning planning =
        Planning.of(new TestCheckpoint("a").with("p", 10).with("q", 10).with("r", 30).with("s", 1));
    Planned planned = planning.sizes(80, MEBI).planned(LINEAR);

    assertThat(planned.plan().shards())
        .extracting(PlannedShard::name)
        .containsExactly(
            "model-00001-of-00003.safetensors",
            "model-00002-of-00003.safetensors",
            "model-00003-of-00003.safetensors");
    assertThat(planned.plan().shards())
        .extracting(shard -> shard.tensors().stream().map(PlannedTensor::name).toList().toString())
        .containsExactly("[p, q]", "[r]", "[s]");
    assertThat(planned.headers()).containsOnlyKeys(names(planned));
  }

  @ParameterizedTest
  @CsvSource({"1, 32", "480, 32", "1024, 66", "2048, 128", "140000, 128"})
  void largerOutputsHaveLargerParts(long outputMebi, long partMebi) {
    PartSizes sizes = new PartSizes(16, 128 * MEBI);
    assertThat(sizes.of(outputMebi * MEBI)).isEqualTo(partMebi * MEBI);
  }

  @Test
  void aProcessThatMergesAloneMakesFewParts() {
    long size = 700 * MEBI;
    PartSizes sizes = PartSizes.inOneProcess(2);
    Planning planning = Planning.of(new TestCheckpoint("a").with("t", size / Float.BYTES));

    Planned planned = planning.sizes(2 * size, sizes.of(size)).planned(LINEAR);

    assertThat(planned.summary().parts()).isEqualTo(6);
    assertThat(sizes.of(size / 20)).isEqualTo(32 * MEBI);
    assertThat(sizes.of(100 * size)).isEqualTo(512 * MEBI);
  }

  @Test
  void wideElementsLieInFront() {
    Planning planning =
        Planning.of(
            new TestCheckpoint("a")
                .with("bytes", DType.U8, 3)
                .with("halves", DType.F16, 5)
                .with("floats", 3));
    PlannedShard shard = planning.planned(LINEAR).plan().shards().getFirst();

    assertThat(shard.name()).isEqualTo("model.safetensors");
    assertThat(shard.tensors())
        .extracting(PlannedTensor::name)
        .containsExactly("floats", "halves", "bytes");
    assertThat(shard.tensors())
        .allSatisfy(tensor -> assertThat(tensor.offset() % (tensor.dtype().bits() / 8)).isZero());
    assertThat(shard.tensors().getFirst().offset()).isEqualTo(shard.headerSize());
    assertThat(shard.size()).isEqualTo(shard.headerSize() + 12 + 10 + 3);
  }

  @Test
  void cutsLargeTensorsAtChunks() {
    long elements = 8 * ChunkDigests.CHUNK_ELEMENTS + 3;
    Planning planning = Planning.of(new TestCheckpoint("a").with("w", elements).with("v", 7));
    PlannedShard shard =
        planning.sizes(1L << 40, 5 * MEBI).planned(LINEAR).plan().shards().getFirst();

    contiguous(shard);
    assertThat(shard.parts())
        .hasSize(3)
        .allSatisfy(
            part ->
                assertThat(part.tensors().getFirst().from() % ChunkDigests.CHUNK_ELEMENTS)
                    .isZero());
    assertThat(shard.parts().getLast().tensors()).contains(new TensorRange(1, 0, 7));
  }

  @Test
  void leavesWholeWhatIsComputedAsAWhole() {
    long elements = 5 * ChunkDigests.CHUNK_ELEMENTS;
    TestCheckpoint a = new TestCheckpoint("a").with("v", 7).with("w", elements).with("x", 7);
    TestCheckpoint b = new TestCheckpoint("b").with("v", 7).with("w", elements).with("x", 7);
    PlannedShard shard =
        Planning.of(a, b).sizes(1L << 40, 5 * MEBI).planned(TIES).plan().shards().getFirst();

    contiguous(shard);
    assertThat(shard.parts())
        .flatExtracting(PlannedPart::tensors)
        .containsExactly(
            new TensorRange(0, 0, 7), new TensorRange(1, 0, elements), new TensorRange(2, 0, 7));
    assertThat(shard.parts()).hasSize(2);
  }

  @Test
  void noPartButTheLastIsSmallerThanStoresAllow() {
    TestCheckpoint checkpoint = new TestCheckpoint("a");
    for (int i = 0; i < 40; i++) {
      checkpoint.with("small." + i, 1000).with("large." + i, 3 * MEBI);
    }
    PlannedShard shard =
        Planning.of(checkpoint)
            .sizes(1L << 40, 8 * MEBI)
            .planned(LINEAR)
            .plan()
            .shards()
            .getFirst();

    contiguous(shard);
    assertThat(shard.parts().subList(0, shard.parts().size() - 1))
        .hasSizeGreaterThan(40)
        .allSatisfy(part -> assertThat(part.range().length()).isBetween(5 * MEBI, 10 * MEBI));
  }

  @Test
  void aShardHasNoMorePartsThanStoresAllow() {
    long elements = 20_000L * ChunkDigests.CHUNK_ELEMENTS;
    PlannedShard shard =
        Planning.of(new TestCheckpoint("a").with("w", elements))
            .sizes(1L << 50, 1)
            .planned(LINEAR)
            .plan()
            .shards()
            .getFirst();

    contiguous(shard);
    assertThat(shard.parts()).hasSizeBetween(5_000, 10_000);
  }

  @Test
  void aPartHoldsALimitedNumberOfTensors() {
    TestCheckpoint checkpoint = new TestCheckpoint("a");
    for (int i = 0; i < 2500; i++) {
      checkpoint.with("w" + i, 3000);
    }
    PlannedShard shard = Planning.of(checkpoint).planned(LINEAR).plan().shards().getFirst();

    contiguous(shard);
    assertThat(shard.parts())
        .extracting(part -> part.tensors().size())
        .containsExactly(1024, 1024, 452);
    assertThat(shard.parts())
        .extracting(PlannedPart::id)
        .containsExactly("s00001-p00001", "s00001-p00002", "s00001-p00003");
  }

  @Test
  void tensorsOfNoElementsHaveTheirPlace() {
    PlannedShard shard =
        Planning.of(new TestCheckpoint("a").with("none", 0, 4).with("scalar"))
            .planned(LINEAR)
            .plan()
            .shards()
            .getFirst();

    contiguous(shard);
    assertThat(shard.parts().getFirst().tensors())
        .containsExactly(new TensorRange(0, 0, 0), new TensorRange(1, 0, 1));
  }

  /** Parts cover the shard, and each holds just the bytes of its tensors. */
  private static void contiguous(PlannedShard shard) {
    long offset = 0;
    for (PlannedPart part : shard.parts()) {
      long bytes = offset == 0 ? shard.headerSize() : 0;
      for (TensorRange range : part.tensors()) {
        PlannedTensor tensor = shard.tensors().get(range.tensor());
        assertThat(tensor.offset() + tensor.dtype().byteSize(range.from()))
            .isEqualTo(offset + bytes);
        bytes += tensor.dtype().byteSize(range.to() - range.from());
      }
      assertThat(part.range().offset()).isEqualTo(offset);
      assertThat(part.range().length()).isEqualTo(bytes);
      offset += bytes;
    }
    assertThat(offset).isEqualTo(shard.size());
  }

  private static String[] names(Planned planned) {
    return planned.plan().shards().stream().map(PlannedShard::name).toArray(String[]::new);
  }
}
