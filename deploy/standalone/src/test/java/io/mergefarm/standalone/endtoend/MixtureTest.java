package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mixture of experts of the example models. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class MixtureTest {

  private static final Path MODELS =
      Path.of(System.getProperty("mergefarm.root")).resolve("examples/models");
  private static final String EXPERTS = "model.layers.2.block_sparse_moe.";
  private static final String BY_PROMPTS =
      """
      base_model: base
      gate_mode: cheap_embed
      experts:
        - source_model: code
          positive_prompts: [def hello world]
        - source_model: prose
          positive_prompts: [hello world]
          negative_prompts: [def, return]
      """;

  /**
   * What the tokenizer of the examples makes of the first prompt: begin, def, he, l, lo, wor, ld.
   */
  private static final int[] TOKENS = {0, 600, 495, 78, 346, 688, 446};

  @Inject TestPipeline pipeline;
  @TempDir Path folder;

  @Test
  void expertsAreCopiedAndGatesPointToTheirPrompts() throws IOException, InterruptedException {
    Checkpoint mixture =
        pipeline.merge(
            Submissions.of(MODELS)
                .merge(BY_PROMPTS + "out_dtype: float32\n", folder.resolve("mixture")));
    Map<String, Tensor> tensors = mixture.tensors();
    for (Map.Entry<Integer, String> expert : Map.of(0, "code", 1, "prose").entrySet()) {
      assertSame(
          tensors.get(EXPERTS + "experts." + expert.getKey() + ".w1.weight"),
          tensor(expert.getValue(), "model.layers.2.mlp.gate_proj.weight"));
      assertSame(
          tensors.get(EXPERTS + "experts." + expert.getKey() + ".w2.weight"),
          tensor(expert.getValue(), "model.layers.2.mlp.down_proj.weight"));
    }
    assertSame(tensors.get("model.norm.weight"), tensor("base", "model.norm.weight"));

    Tensor gate = tensors.get(EXPERTS + "gate.weight");
    assertThat(gate.shape()).isEqualTo(Shape.of(2, 128));
    double[] expected = direction(tensor("base", "model.embed_tokens.weight"));
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(gate.value(i)).isCloseTo(expected[i], Offset.offset(1e-6));
      squares += gate.value(expected.length + i) * gate.value(expected.length + i);
    }
    assertThat(squares).isCloseTo(1, Offset.offset(1e-5));

    JsonNode config = mixture.json("config.json");
    assertThat(config.get("model_type").asText()).isEqualTo("mixtral");
    assertThat(config.get("num_local_experts").asInt()).isEqualTo(2);
    assertThat(mixture.folder().resolve("tokenizer.json"))
        .hasSameBinaryContentAs(MODELS.resolve("base/tokenizer.json"));
    assertThat(mixture.folder().resolve("README.md")).content().contains("mixture_of_experts");
  }

  @Test
  void randomGatesComeFromTheSeed() throws IOException, InterruptedException {
    String recipe =
        """
        base_model: base
        gate_mode: random
        architecture: qwen
        experts: [{source_model: code, noise_scale: 0.01}, {source_model: prose}]
        shared_experts: [{source_model: base}]
        """;
    Submissions submissions = Submissions.of(MODELS).withSeed(7);
    Checkpoint first = pipeline.merge(submissions.merge(recipe, folder.resolve("1/mixture")));
    Checkpoint again =
        pipeline.merge(submissions.withParts(1 << 20).merge(recipe, folder.resolve("2/mixture")));
    Checkpoint other =
        pipeline.merge(submissions.withSeed(8).merge(recipe, folder.resolve("3/mixture")));
    assertThat(again.digests()).isEqualTo(first.digests());

    Map<String, Tensor> tensors = first.tensors();
    String gate = "model.layers.2.mlp.gate.weight";
    assertThat(other.tensors().get(gate).values()).isNotEqualTo(tensors.get(gate).values());
    assertThat(tensors.get(gate).values())
        .isNotEqualTo(tensors.get("model.layers.1.mlp.gate.weight").values());
    assertThat(tensors.get(gate).dtype()).isEqualTo(DType.BF16);
    assertThat(tensors.get("model.layers.0.self_attn.k_proj.bias").values())
        .hasSize(64)
        .containsOnly(0.0);
    double[] noisy = tensors.get("model.layers.0.mlp.experts.0.up_proj.weight").values();
    double[] code = tensor("code", "model.layers.0.mlp.up_proj.weight").values();
    double squares = 0;
    for (int i = 0; i < noisy.length; i++) {
      squares += (noisy[i] - code[i]) * (noisy[i] - code[i]);
    }
    assertThat(Math.sqrt(squares / noisy.length)).isCloseTo(0.01, Offset.offset(0.0005));
  }

  private static Tensor tensor(String model, String name) throws IOException {
    return new Checkpoint(MODELS.resolve(model)).tensors().get(name);
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.values()).isEqualTo(expected.values());
  }

  /** The sum of the rows of the first prompt's tokens, scaled to length 1. */
  private static double[] direction(Tensor embedding) {
    int width = 128;
    double[] values = embedding.values();
    double[] sum = new double[width];
    for (int token : TOKENS) {
      for (int i = 0; i < width; i++) {
        sum[i] += values[token * width + i];
      }
    }
    double length = Math.sqrt(Arrays.stream(sum).map(value -> value * value).sum());
    return Arrays.stream(sum).map(value -> value / length).toArray();
  }
}
