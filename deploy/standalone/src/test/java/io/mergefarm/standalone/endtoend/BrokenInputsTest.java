package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.safetensors.DType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Each broken input is refused with what is wrong, where, and what to do: by the commands, before
 * anything is started, and by the pipeline itself, for not everybody asks through the commands.
 */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class BrokenInputsTest {

  private static final String LINEAR =
      """
      merge_method: linear
      models:
        - model: a
          parameters: {weight: 0.5}
        - model: b
          parameters: {weight: 0.5}
      """;
  private static final String BROKEN_WEIGHTS = "model b: model.safetensors: ";
  private static final String UP = "model.layers.0.mlp.up_proj.weight";

  @Inject TestPipeline pipeline;
  @TempDir Path folder;

  @BeforeEach
  void writeModels() throws IOException {
    llama().write(folder.resolve("a"), 1);
    llama().write(folder.resolve("b"), 2);
  }

  @Test
  void unknownKey() throws IOException, InterruptedException {
    assertRefused(LINEAR + "dtyp: float32\n", "7:1", "unknown-key", "dtyp", "dtype");
  }

  @Test
  void missingModel() throws IOException, InterruptedException {
    assertRefused(
        LINEAR.replace("model: b", "model: bb"),
        "5:12: error [model-unavailable]",
        "there is no folder " + folder.resolve("bb"),
        "did you mean b?");
  }

  @Test
  void wrongArity() throws IOException, InterruptedException {
    String recipe =
        """
        merge_method: slerp
        base_model: a
        models:
          - model: a
          - model: b
          - model: c
        parameters: {t: 0.5}
        """;
    llama().write(folder.resolve("c"), 3);
    assertRefused(recipe, "wrong-arity", "slerp", "2", "3");
  }

  @Test
  void missingParameter() throws IOException, InterruptedException {
    assertRefused(
        LINEAR.replaceFirst("    parameters: .*\n", ""), "3:5", "missing-parameter", "weight");
  }

  @Test
  void differingShapes() throws IOException, InterruptedException {
    llama().without(UP).with(UP, DType.F32, 7, 8).write(folder.resolve("b"), 2);
    assertRefused(LINEAR, "shape-mismatch", UP, "[6, 8]", "[7, 8]");
  }

  @Test
  void missingTensor() throws IOException, InterruptedException {
    llama().without(UP).write(folder.resolve("b"), 2);
    assertRefused(LINEAR, "missing-tensor", UP, "b");
  }

  @Test
  void truncatedShard() throws IOException, InterruptedException {
    byte[] whole = Files.readAllBytes(weights());
    Files.write(weights(), Arrays.copyOf(whole, whole.length - 1));
    assertRefused(LINEAR, BROKEN_WEIGHTS, "truncated", "1,120", "1,119", "download it again");
  }

  @Test
  void enormousHeader() throws IOException, InterruptedException {
    byte[] bytes = Files.readAllBytes(weights());
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 60);
    Files.write(weights(), bytes);
    assertRefused(LINEAR, BROKEN_WEIGHTS, "header of 1152921504606846976 bytes", "are allowed");
  }

  @Test
  void duplicateKey() throws IOException, InterruptedException {
    String tensor = "\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}";
    writeWeights("{" + tensor + "," + tensor + "}", 1);
    assertRefused(LINEAR, BROKEN_WEIGHTS, "Duplicate field 'x'", "save the model anew");
  }

  @Test
  void overlappingOffsets() throws IOException, InterruptedException {
    writeWeights(
        """
        {"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},\
        "y":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""",
        3);
    assertRefused(LINEAR, BROKEN_WEIGHTS, "\"y\"", "overlaps that of \"x\"", "save the model anew");
  }

  @Test
  void notANumber() throws IOException, InterruptedException {
    byte[] bytes = Files.readAllBytes(weights());
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(bytes.length - Float.BYTES, Float.NaN);
    Files.write(weights(), bytes);
    Path out = folder.resolve("merged");
    MergeStatus end = pipeline.run(Submissions.of(folder).refusingNan().merge(LINEAR, out));
    assertThat(end.state()).isEqualTo(State.FAILED);
    assertThat(end.problem().orElseThrow())
        .contains("tensor ", "element [", "is not a number in b;", "--nan propagate");
    assertThat(out).doesNotExist();
    assertThat(pipeline.run(Submissions.of(folder).merge(LINEAR, out)).state())
        .isEqualTo(State.COMPLETED);
  }

  @Test
  void weightMapThatLeavesTheFolder() throws IOException, InterruptedException {
    Files.move(weights(), folder.resolve("outside.safetensors"));
    Files.writeString(
        folder.resolve("b/model.safetensors.index.json"),
        "{\"weight_map\": {\"" + UP + "\": \"../outside.safetensors\"}}");
    assertRefused(LINEAR, "model.safetensors.index.json", UP, "../outside.safetensors");
  }

  /** Each fragment has to be in what both say; nothing may appear under the final name. */
  private void assertRefused(String recipe, String... fragments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("merged");
    Path file = Files.writeString(folder.resolve("recipe.yml"), recipe);
    String models = "--models=" + folder;
    assertRefused(CommandAnswer.to("plan", file.toString(), models), fragments);
    assertRefused(
        CommandAnswer.to("merge", file.toString(), models, "--out", out.toString()), fragments);
    MergeStatus end = pipeline.run(Submissions.of(folder).merge(recipe, out));
    assertThat(end.state()).isEqualTo(State.FAILED);
    assertThat(end.problem().orElseThrow()).contains(fragments);
    assertThat(out).doesNotExist();
  }

  private static void assertRefused(CommandAnswer answer, String... fragments) {
    assertThat(answer.status()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(answer.message()).contains("recipe.yml:").contains(fragments);
  }

  private Path weights() {
    return folder.resolve("b").resolve(CheckpointBuilder.WEIGHTS);
  }

  private void writeWeights(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(weights(), file.putLong(json.length).put(json).array());
  }

  private static CheckpointBuilder llama() {
    return CheckpointBuilder.llama(2, 6, 8, DType.F32);
  }
}
