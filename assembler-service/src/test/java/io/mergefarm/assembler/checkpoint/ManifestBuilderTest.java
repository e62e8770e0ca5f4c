package io.mergefarm.assembler.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.source.SourceChangedException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestBuilderTest {

  @TempDir Path folder;
  private TestMerge merge;

  @BeforeEach
  void setUp() throws Exception {
    merge = new TestMerge(folder).file("base", "tokenizer.json", "{}");
  }

  @Test
  void doesNotDependOnHowTheMergeWasCut() throws Exception {
    byte[] whole = ManifestBuilder.build(merge.cutInto(4)).toJson();
    assertThat(ManifestBuilder.build(merge.cutInto(1)).toJson()).isEqualTo(whole);
    assertThat(ManifestBuilder.build(merge.cutInto(3)).toJson()).isEqualTo(whole);
    List<PartRecord> shuffled = new ArrayList<>(merge.parts(1));
    Collections.shuffle(shuffled, new Random(1));
    assertThat(ManifestBuilder.build(merge.withParts(shuffled)).toJson()).isEqualTo(whole);
  }

  @Test
  void digestsATensorByTheRawDigestsOfItsChunks() throws Exception {
    MergeManifest manifest = ManifestBuilder.build(merge.cutInto(2));

    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    for (String chunk : TestMerge.run(merge.shard("embed"), "embed", 0, 4).digests()) {
      sha256.update(HexFormat.of().parseHex(chunk));
    }
    assertThat(manifest.tensorDigest()).isEqualTo("mergefarm-chunked-v1");
    assertThat(manifest.outputs().getFirst().tensors().getFirst().digest())
        .isEqualTo(HexFormat.of().formatHex(sha256.digest()));
  }

  @Test
  void tellsWhatWasReadOfTheInputs() throws Exception {
    JsonNode json = new ObjectMapper().readTree(ManifestBuilder.build(merge.cutInto(2)).toJson());

    assertThat(json.path("recipe_sha256").asText()).isEqualTo("ab".repeat(32));
    JsonNode base = json.path("inputs").path(0);
    assertThat(base.path("model").asText()).isEqualTo("base");
    assertThat(base.path("source_id").asText()).isEqualTo("source-0");
    assertThat(base.path("revision").asText()).isEqualTo("rev0");
    assertThat(base.path("base").asBoolean()).isTrue();
    assertThat(base.path("not_read").path(0).asText()).isEqualTo("unused");
    assertThat(base.has("partly_read")).isFalse();
    JsonNode weights = base.path("files").path(0);
    assertThat(weights.path("size").asLong()).isEqualTo(1000);
    assertThat(StreamSupport.stream(weights.path("tensors").spliterator(), false))
        .extracting(tensor -> tensor.path("name").asText())
        .containsExactly("embed", "layer", "norm");
    assertThat(base.path("files").path(1).path("path").asText()).isEqualTo("tokenizer.json");
    assertThat(json.path("outputs").path(1).path("tensors").path(0).path("dtype").asText())
        .isEqualTo("BF16");
    assertThat(json.path("outputs").path(1).path("size").asLong()).isEqualTo(110);
  }

  @Test
  void givesNoDigestToATensorThatWasReadInPart() throws Exception {
    List<PartRecord> parts = new ArrayList<>();
    for (PartRecord part : merge.parts(1)) {
      boolean last = part.partId().equals("embed3");
      parts.add(TestMerge.part(part.partId(), part.outputs(), last ? List.of() : part.inputs()));
    }
    MergeManifest manifest = ManifestBuilder.build(merge.withParts(parts));

    assertThat(manifest.inputs().getFirst().partlyRead()).containsExactly("embed");
    assertThat(manifest.inputs().getFirst().files().getFirst().tensors())
        .extracting(MergeManifest.DigestedTensor::name)
        .containsExactly("layer", "norm");
  }

  @Test
  void refusesAnOutputTensorWithAHole() throws Exception {
    List<PartRecord> parts = new ArrayList<>(merge.parts(1));
    parts.removeIf(part -> part.partId().equals("embed1"));
    assertThatThrownBy(() -> ManifestBuilder.build(merge.withParts(parts)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("embed")
        .hasMessageContaining("model-00001-of-00002.safetensors");
  }

  @Test
  void refusesPartsThatWroteDifferentBytes() throws Exception {
    List<PartRecord> parts = new ArrayList<>(merge.parts(2));
    ChunkDigests other =
        new ChunkDigests(merge.shard("layer"), "layer", 1, List.of("f".repeat(32)));
    parts.add(TestMerge.part("again", List.of(other), List.of()));
    assertThatThrownBy(() -> ManifestBuilder.build(merge.withParts(parts)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("layer");
  }

  @Test
  void noticesASourceThatChangedBetweenTwoReads() throws Exception {
    List<PartRecord> parts = new ArrayList<>(merge.parts(2));
    ChunkDigests other =
        new ChunkDigests("code/model.safetensors", "layer", 1, List.of("f".repeat(32)));
    parts.add(TestMerge.part("again", List.of(), List.of(other)));
    assertThatThrownBy(() -> ManifestBuilder.build(merge.withParts(parts)))
        .isInstanceOf(SourceChangedException.class)
        .hasMessageContaining("code/model.safetensors")
        .hasMessageContaining("layer");
  }

  @Test
  void acceptsAnInputThatTwoPartsHaveRead() throws Exception {
    List<PartRecord> parts = new ArrayList<>(merge.parts(2));
    parts.add(
        TestMerge.part(
            "again", List.of(), List.of(TestMerge.run(merge.inputFile(1), "embed", 1, 3))));
    assertThat(ManifestBuilder.build(merge.withParts(parts)))
        .isEqualTo(ManifestBuilder.build(merge.cutInto(2)));
  }

  @Test
  void refusesRunsThatDoNotFitTheTensor() {
    for (ChunkDigests run :
        List.of(
            TestMerge.run(merge.shard("norm"), "norm", 0, 2),
            new ChunkDigests(merge.shard("norm"), "norm", -1, List.of("0".repeat(32))),
            new ChunkDigests(merge.shard("norm"), "norm", Long.MAX_VALUE, List.of("0".repeat(32))),
            new ChunkDigests(merge.shard("norm"), "norm", 0, List.of("xyz")),
            TestMerge.run("elsewhere", "norm", 0, 1))) {
      PartRecord part = TestMerge.part("odd", List.of(run), List.of());
      assertThatThrownBy(() -> ManifestBuilder.build(merge.withParts(List.of(part))))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("norm");
    }
  }
}
