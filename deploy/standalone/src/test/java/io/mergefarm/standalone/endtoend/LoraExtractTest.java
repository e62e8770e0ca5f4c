package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.standalone.cli.Mergefarm;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Adapters that are extracted, and applied again by the pipeline. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class LoraExtractTest {

  private static final String UP = "model.layers.1.mlp.up_proj.weight";
  private static final String APPLY =
      "merge_method: passthrough\nmodels: [{model: base+adapter}]\nout_dtype: float32\n";

  @Inject TestPipeline pipeline;
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeModels() throws IOException {
    writeModels(DType.F32);
  }

  private void writeModels(DType dtype) throws IOException {
    CheckpointBuilder llama = CheckpointBuilder.llama(2, 48, 33, dtype);
    llama.write(folder.resolve("base"), 1);
    llama.write(folder.resolve("tuned"), 2);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void theFullRankGivesTheFineTuneBack(DType dtype) throws Exception {
    writeModels(dtype);
    assertThat(extract("--rank", "1000")).isZero();

    Map<String, Tensor> applied = apply();

    Map<String, Tensor> tuned = new Checkpoint(folder.resolve("tuned")).tensors();
    assertThat(applied).containsOnlyKeys(tuned.keySet());
    tuned.forEach(
        (name, tensor) ->
            assertThat(applied.get(name).values())
                .as(name)
                .containsExactly(tensor.values(), within(2e-5)));
    JsonNode config = adapter().json("adapter_config.json");
    assertThat(config.get("r").intValue()).isEqualTo(33);
    assertThat(texts(config.get("target_modules"))).containsExactly("up_proj");
    assertThat(texts(config.get("modules_to_save")))
        .containsExactly("embed_tokens", "input_layernorm", "lm_head", "norm");
  }

  @Test
  void theErrorOfATensorIsReported() throws Exception {
    assertThat(extract("--rank", "5")).isZero();
    double[] applied = apply().get(UP).values();
    double[] tuned = new Checkpoint(folder.resolve("tuned")).tensors().get(UP).values();
    double[] base = new Checkpoint(folder.resolve("base")).tensors().get(UP).values();
    double difference = 0;
    double change = 0;
    for (int i = 0; i < tuned.length; i++) {
      difference += Math.pow(tuned[i] - applied[i], 2);
      change += Math.pow(tuned[i] - base[i], 2);
    }
    JsonNode tensor = tensor(UP);
    assertThat(tensor.get("form").textValue()).isEqualTo("factors");
    assertThat(tensor.get("rank").intValue()).isEqualTo(5);
    assertThat(tensor.get("error").doubleValue())
        .isBetween(0.3, 1.0)
        .isCloseTo(Math.sqrt(difference / change), within(1e-5));
    assertThat(tensor("model.norm.weight").get("form").textValue()).isEqualTo("whole");
    assertThat(out.toString())
        .contains(UP + " [48, 33]: rank 5, error 0.", "model.norm.weight [33]: stored whole")
        .contains("2 tensors as factors, 5 whole, 0 left, 0 equal");
    assertThat(adapter().tensors().get("base_model.model.model.layers.1.mlp.up_proj.lora_A.weight"))
        .satisfies(factor -> assertThat(factor.dtype()).isEqualTo(DType.F32));
  }

  @Test
  void theToleranceDecidesTheRankOfEachTensor() throws Exception {
    CheckpointBuilder.lora(1, 48, 33, 3)
        .with("base_model.model.model.layers.1.mlp.up_proj.lora_A.weight", DType.F32, 7, 33)
        .with("base_model.model.model.layers.1.mlp.up_proj.lora_B.weight", DType.F32, 48, 7)
        .writeAdapter(
            folder.resolve("known"),
            """
            {"peft_type": "LORA", "r": 3, "lora_alpha": 3,
             "rank_pattern": {"layers.1.mlp.up_proj": 7}}
            """,
            9);
    Files.move(folder.resolve("tuned"), folder.resolve("unused"));
    merge(APPLY.replace("adapter", "known"), "tuned");

    assertThat(extract("--tolerance", "1e-3")).isZero();

    assertThat(tensor(UP).get("rank").intValue()).isEqualTo(7);
    assertThat(tensor(UP).get("error").doubleValue()).isLessThan(1e-3);
    assertThat(tensor(UP.replace("1", "0")).get("rank").intValue()).isEqualTo(3);
    JsonNode config = adapter().json("adapter_config.json");
    assertThat(config.get("r").intValue()).isEqualTo(7);
    assertThat(config.at("/rank_pattern/model.layers.0.mlp.up_proj").intValue()).isEqualTo(3);
    assertThat(config.get("modules_to_save")).isEmpty();
    assertThat(out.toString()).contains("2 tensors as factors, 0 whole, 0 left, 5 equal");
    double[] tuned = new Checkpoint(folder.resolve("tuned")).tensors().get(UP).values();
    assertThat(apply().get(UP).values()).containsExactly(tuned, within(1e-2));
  }

  @Test
  void matricesMayBeStoredAsInputByOutput() throws Exception {
    CheckpointBuilder square =
        new CheckpointBuilder()
            .with("h.0.attn.weight", DType.F32, 20, 20)
            .with("h.0.attn.bias", DType.F32, 20)
            .with("h.0.mlp.weight", DType.F32, 20, 30);
    square.write(folder.resolve("base"), 1);
    square.write(folder.resolve("tuned"), 2);
    assertThat(extract("--rank", "30", "--fan-in-fan-out")).isZero();
    JsonNode config = adapter().json("adapter_config.json");
    assertThat(config.get("fan_in_fan_out").booleanValue()).isTrue();
    assertThat(config.get("bias").textValue()).isEqualTo("all");
    assertThat(
            adapter().tensors().get("base_model.model.h.0.mlp.lora_A.weight").shape().dimensions())
        .containsExactly(20L, 20L);
    Map<String, Tensor> applied = apply();
    new Checkpoint(folder.resolve("tuned"))
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(applied.get(name).values())
                    .as(name)
                    .containsExactly(tensor.values(), within(2e-5)));
  }

  @Test
  void whatAnAdapterHasNoPlaceForIsSaid() throws Exception {
    CheckpointBuilder odd =
        CheckpointBuilder.llama(1, 8, 4, DType.F32).with("model.layers.0.scale", DType.F32, 4);
    odd.write(folder.resolve("base"), 1);
    odd.write(folder.resolve("tuned"), 2);
    assertThat(extract("--rank", "2")).isZero();
    assertThat(tensor("model.layers.0.scale").get("form").textValue()).isEqualTo("left");
    assertThat(out.toString()).contains("adapters have no place for it");
  }

  @ParameterizedTest
  @CsvSource({
    "base base --rank 4, no matrix of a layer differs",
    "base tuned --rank 0, --rank is 1 or more",
    "base tuned --tolerance 1, from 0 to less than 1",
    "base tuned, Missing required argument",
    "base gone --rank 4, there is no folder",
    "base other --rank 4, have not the same tensors: lm_head.weight is"
  })
  void whatCanNotBeDoneIsSaidAndLeavesNothing(String arguments, String reason) throws Exception {
    CheckpointBuilder.llama(2, 48, 33, DType.F32)
        .without("lm_head.weight")
        .with("lm_head.weight", DType.F32, 11, 33)
        .write(folder.resolve("other"), 3);
    List<String> all = new ArrayList<>(List.of("lora-extract"));
    for (String argument : arguments.split(" ", -1)) {
      boolean model = List.of("base", "tuned", "gone", "other").contains(argument);
      all.add(model ? folder.resolve(argument).toString() : argument);
    }
    all.addAll(List.of("--out", folder.resolve("adapter").toString()));
    assertThat(run(all)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(reason);
    try (var files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("base", "tuned", "other");
    }
  }

  @Test
  void aFolderThatIsInUseStaysAsItIs() throws Exception {
    Files.createDirectories(folder.resolve("adapter/mine"));
    assertThat(extract("--rank", "5")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("not an empty folder");
    assertThat(folder.resolve("adapter/mine")).isDirectory();
  }

  private int extract(String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "lora-extract",
                folder.resolve("base").toString(),
                folder.resolve("tuned").toString(),
                "--out",
                folder.resolve("adapter").toString()));
    all.addAll(List.of(options));
    return run(all);
  }

  private int run(List<String> arguments) {
    return Mergefarm.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments.toArray(String[]::new));
  }

  private Map<String, Tensor> apply() throws Exception {
    return merge(APPLY, "applied").tensors();
  }

  private Checkpoint merge(String recipe, String name) throws Exception {
    return pipeline.merge(Submissions.of(folder).merge(recipe, folder.resolve(name)));
  }

  private Checkpoint adapter() {
    return new Checkpoint(folder.resolve("adapter"));
  }

  private JsonNode tensor(String name) throws IOException {
    for (JsonNode tensor : adapter().json("extraction-report.json").get("tensors")) {
      if (tensor.get("tensor").textValue().equals(name)) {
        return tensor;
      }
    }
    throw new AssertionError(name + " is not in the report");
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.textValue()));
    return texts;
  }
}
