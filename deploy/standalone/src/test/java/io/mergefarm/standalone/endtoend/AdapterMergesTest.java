package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.safetensors.DType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models with adapters through the whole pipeline. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class AdapterMergesTest {

  private static final String UP = "model.layers.1.mlp.up_proj";
  private static final String CONFIG = "{\"peft_type\": \"LORA\", \"r\": 3, \"lora_alpha\": 6}";

  @Inject TestPipeline pipeline;
  @TempDir Path folder;

  @Test
  void addsTheProductToTheModel() throws IOException, InterruptedException {
    CheckpointBuilder.llama(2, 40, 17, DType.F32).write(folder.resolve("m"), 1);
    CheckpointBuilder.lora(2, 40, 17, 3)
        .with("base_model.model.model.norm.weight", DType.F32, 17)
        .with("base_model.model.lm_head.lora_A.weight", DType.F32, 3, 17)
        .with("base_model.model.lm_head.lora_B.weight", DType.F32, 10, 3)
        .with("base_model.model.model.embed_tokens.lora_embedding_A", DType.F32, 3, 10)
        .with("base_model.model.model.embed_tokens.lora_embedding_B", DType.F32, 17, 3)
        .writeAdapter(
            folder.resolve("ad"), CONFIG.replace("}", ", \"alpha_pattern\": {\"lm_head\": 9}}"), 2);
    Map<String, Tensor> model = new Checkpoint(folder.resolve("m")).tensors();
    Map<String, Tensor> adapter = new Checkpoint(folder.resolve("ad")).tensors();

    Checkpoint merged = merge("merge_method: passthrough\nmodels: [{model: m+ad}]\n", "out");

    Map<String, Tensor> result = merged.tensors();
    assertThat(result).containsOnlyKeys(model.keySet());
    assertSum(result, model, product(adapter, UP, 40, 17), UP, 2);
    assertSum(result, model, product(adapter, "lm_head", 10, 17), "lm_head", 3);
    double[] turned = product(adapter, "model.embed_tokens", 17, 10);
    assertSum(result, model, turnedOver(turned, 17, 10), "model.embed_tokens", 2);
    assertThat(result.get("model.norm.weight").bytes().mismatch(bytes(adapter, "model.norm")))
        .isEqualTo(-1);
    String untouched = "model.layers.0.input_layernorm.weight";
    assertThat(result.get(untouched).bytes().mismatch(model.get(untouched).bytes())).isEqualTo(-1);
  }

  @Test
  void rowsHaveLengthsInDora() throws IOException, InterruptedException {
    CheckpointBuilder.llama(2, 40, 17, DType.F32).write(folder.resolve("m"), 1);
    CheckpointBuilder.lora(2, 40, 17, 3)
        .with("base_model.model.model.layers.0.mlp.up_proj.lora_magnitude_vector", DType.F32, 40)
        .with("base_model.model.model.layers.1.mlp.up_proj.lora_magnitude_vector", DType.F32, 40)
        .writeAdapter(folder.resolve("ad"), CONFIG.replace("}", ", \"use_dora\": true}"), 2);
    double[] sum = new Checkpoint(folder.resolve("m")).tensors().get(UP + ".weight").values();
    Map<String, Tensor> adapter = new Checkpoint(folder.resolve("ad")).tensors();
    double[] product = product(adapter, UP, 40, 17);

    double[] result =
        merge("merge_method: passthrough\nmodels: [{model: m+ad}]\n", "out")
            .tensors()
            .get(UP + ".weight")
            .values();

    Tensor lengths = adapter.get("base_model.model." + UP + ".lora_magnitude_vector");
    for (int row = 0; row < 40; row++) {
      double squares = 0;
      for (int i = row * 17; i < (row + 1) * 17; i++) {
        sum[i] += 2 * product[i];
        squares += sum[i] * sum[i];
      }
      for (int i = row * 17; i < (row + 1) * 17; i++) {
        assertThat(result[i])
            .isCloseTo(sum[i] * lengths.value(row) / Math.sqrt(squares), within(1e-6));
      }
    }
  }

  /** What a copy of the model with the adapter gives, without there being one. */
  @ParameterizedTest
  @ValueSource(strings = {"linear", "slerp", "task_arithmetic", "ties", "breadcrumbs", "sce"})
  void everyMethodSeesJustAModel(String method) throws IOException, InterruptedException {
    SplitCheckpoints.write(folder);
    CheckpointBuilder.lora(2, 1030, 1024, 3).writeAdapter(folder.resolve("ad"), CONFIG, 7);
    merge("merge_method: passthrough\nmodels: [{model: b+ad}]\n", "copy");
    String recipe = SplitCheckpoints.recipe(method);

    Checkpoint fused = merge(recipe.replace("- model: b", "- model: b+ad"), "fused");
    Checkpoint copied = merge(recipe.replace("- model: b", "- model: copy"), "copied");

    assertThat(weights(fused)).isEqualTo(weights(copied));
    assertThat(weights(fused)).isNotEqualTo(weights(merge(recipe, "plain")));
    try (var files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("base", "a", "b", "ad", "copy", "fused", "copied", "plain");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {64 << 10, 1 << 20})
  void partsOfAnySizeGiveTheSameBytes(long partSize) throws IOException, InterruptedException {
    SplitCheckpoints.write(folder);
    CheckpointBuilder.lora(2, 1030, 1024, 3).writeAdapter(folder.resolve("ad"), CONFIG, 7);
    String recipe = SplitCheckpoints.recipe("dare_ties").replace("model: a", "model: a+ad");
    Checkpoint whole = merge(recipe, "whole");
    Checkpoint inParts =
        pipeline.merge(
            Submissions.of(folder).withParts(partSize).merge(recipe, folder.resolve("parts")));
    assertThat(inParts.digests()).isEqualTo(whole.digests());
  }

  @Test
  void theManifestHasTheAdapterWithItsDigests() throws IOException, InterruptedException {
    CheckpointBuilder.llama(1, 40, 17, DType.BF16).write(folder.resolve("m"), 1);
    CheckpointBuilder.lora(1, 40, 17, 3).writeAdapter(folder.resolve("ad"), CONFIG, 2);
    String recipe =
        """
        merge_method: linear
        models: [{model: m+ad}]
        parameters: {weight: 1}
        """;
    Checkpoint merged = merge(recipe, "out");

    JsonNode inputs = merged.json("merge-manifest.json").get("inputs");
    assertThat(inputs).hasSize(2);
    assertThat(inputs.get(1).get("model").textValue()).isEqualTo("ad");
    JsonNode weights = inputs.get(1).get("files").get(1);
    assertThat(weights.get("path").textValue()).isEqualTo("adapter_model.safetensors");
    assertThat(weights.get("tensors")).hasSize(2);
    assertThat(merged.tensors().get("model.layers.0.mlp.up_proj.weight").dtype())
        .isEqualTo(DType.BF16);
    assertThat(merged.digests()).containsKey("config.json");
    assertThat(Files.readString(merged.folder().resolve("README.md"))).contains("| `ad` |");
  }

  @Test
  void adaptersMergeIntoAnAdapter() throws IOException, InterruptedException {
    CheckpointBuilder.llama(2, 40, 17, DType.F32).write(folder.resolve("m"), 1);
    CheckpointBuilder lora = CheckpointBuilder.lora(2, 40, 17, 3);
    lora.writeAdapter(folder.resolve("x"), CONFIG, 2);
    lora.writeAdapter(folder.resolve("y"), CONFIG, 3);
    String soup =
        """
        merge_method: linear
        models: [{model: x}, {model: y}]
        parameters: {weight: 0.5}
        """;

    Checkpoint merged = merge(soup, "soup");

    assertThat(merged.digests())
        .containsKeys("adapter_model.safetensors", "README.md", "merge-manifest.json")
        .doesNotContainKeys("config.json", "model.safetensors");
    assertThat(merged.json("adapter_config.json"))
        .isEqualTo(new Checkpoint(folder.resolve("x")).json("adapter_config.json"));
    String factor = "base_model.model." + UP + ".lora_B.weight";
    Tensor x = new Checkpoint(folder.resolve("x")).tensors().get(factor);
    Tensor y = new Checkpoint(folder.resolve("y")).tensors().get(factor);
    assertThat(merged.tensors().get(factor).values())
        .containsExactly(Reference.average(x.values(), y.values()), within(1e-7));
    assertThat(Files.readString(merged.folder().resolve("README.md")))
        .contains("A merge of 2 adapters", "library_name: peft", "AutoPeftModel");

    String apply = "merge_method: passthrough\nmodels: [{model: m+soup}]\n";
    assertThat(weights(merge("name: soup\n" + soup + "---\n" + apply, "fused")))
        .isEqualTo(weights(merge(apply, "applied")));
  }

  @Test
  void whatIsMissingIsNamedWithItsPlace() throws IOException, InterruptedException {
    CheckpointBuilder.llama(1, 40, 17, DType.F32).write(folder.resolve("m"), 1);
    MergeStatus end =
        pipeline.run(
            Submissions.of(folder)
                .merge(
                    "merge_method: passthrough\nmodels:\n  - model: m+gone\n",
                    folder.resolve("out")));
    assertThat(end.state()).isEqualTo(State.FAILED);
    assertThat(end.problem().orElseThrow())
        .contains("3:", "model-unavailable", "model gone: there is no folder");
  }

  private Checkpoint merge(String recipe, String out) throws InterruptedException {
    return pipeline.merge(Submissions.of(folder).merge(recipe, folder.resolve(out)));
  }

  private static String weights(Checkpoint checkpoint) throws IOException {
    return checkpoint.digests().get(CheckpointBuilder.WEIGHTS);
  }

  private static MemorySegment bytes(Map<String, Tensor> adapter, String module) {
    return adapter.get("base_model.model." + module + ".weight").bytes();
  }

  /** B times A of a module, of rank 3. */
  private static double[] product(
      Map<String, Tensor> adapter, String module, int outputs, int inputs) {
    String prefix = "base_model.model." + module + ".";
    Tensor a =
        adapter.getOrDefault(prefix + "lora_A.weight", adapter.get(prefix + "lora_embedding_A"));
    Tensor b =
        adapter.getOrDefault(prefix + "lora_B.weight", adapter.get(prefix + "lora_embedding_B"));
    double[] product = new double[outputs * inputs];
    for (int i = 0; i < product.length; i++) {
      for (int k = 0; k < 3; k++) {
        product[i] += b.value(i / inputs * 3 + k) * a.value(k * inputs + i % inputs);
      }
    }
    return product;
  }

  private static double[] turnedOver(double[] matrix, int rows, int columns) {
    double[] turned = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      turned[i % columns * rows + i / columns] = matrix[i];
    }
    return turned;
  }

  private static void assertSum(
      Map<String, Tensor> result,
      Map<String, Tensor> model,
      double[] product,
      String module,
      double scale) {
    Tensor before = model.get(module + ".weight");
    Tensor after = result.get(module + ".weight");
    assertThat(after.elements()).isEqualTo(product.length);
    for (int i = 0; i < product.length; i++) {
      assertThat(after.value(i))
          .as("%s[%d]", module, i)
          .isCloseTo(before.value(i) + scale * product[i], within(2e-6));
    }
  }
}
