package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.safetensors.DType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every recipe of the examples against the same computation in plain double arithmetic. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class ExamplesTest {

  private static final Path ROOT = Path.of(System.getProperty("mergefarm.root"));
  private static final List<String> SAMPLES =
      List.of(
          "model.layers.0.self_attn.q_proj.weight",
          "model.layers.3.mlp.down_proj.weight",
          "model.norm.weight");

  @Inject TestPipeline pipeline;
  @TempDir Path folder;

  private Map<String, Tensor> base;
  private Map<String, Tensor> code;
  private Map<String, Tensor> prose;

  /** Computes one tensor. */
  @FunctionalInterface
  private interface Computation {
    double[] compute(double[] base, double[] code, double[] prose);
  }

  @BeforeEach
  void readModels() throws IOException {
    base = model("base");
    code = model("code");
    prose = model("prose");
  }

  @Test
  void linear() throws IOException, InterruptedException {
    assertMerged("linear", (base, code, prose) -> Reference.average(code, prose));
  }

  @Test
  void slerp() throws IOException, InterruptedException {
    assertMerged("slerp", (base, code, prose) -> Reference.slerp(0.5, code, prose));
  }

  /** As the field's introductions print it. */
  @Test
  void slerpByWeights() throws IOException, InterruptedException {
    String recipe =
        """
        merge_method: slerp
        models:
          - source: examples/models/code
            parameters:
              weight: 0.7
          - source: examples/models/prose
            parameters:
              weight: 0.3
        dtype: bfloat16
        """;
    Checkpoint merged =
        pipeline.merge(Submissions.of(ROOT).merge(recipe, folder.resolve("by-weights")));
    for (String name : SAMPLES) {
      assertRounded(
          name,
          merged.tensors().get(name),
          Reference.slerp(0.3, code.get(name).values(), prose.get(name).values()));
    }
  }

  @Test
  void taskArithmetic() throws IOException, InterruptedException {
    assertMerged(
        "task_arithmetic",
        (base, code, prose) -> Reference.taskArithmetic(0.7, base, List.of(code, prose)));
  }

  @Test
  void ties() throws IOException, InterruptedException {
    assertMerged("ties", (base, code, prose) -> Reference.ties(0.5, base, List.of(code, prose)));
  }

  @Test
  void passthrough() throws IOException, InterruptedException {
    Checkpoint merged = merge("passthrough");
    Map<String, Tensor> tensors = merged.tensors();
    assertThat(merged.json("config.json").get("num_hidden_layers").asInt()).isEqualTo(6);
    for (int layer = 0; layer < 6; layer++) {
      Map<String, Tensor> source = layer < 3 ? code : prose;
      int sourceLayer = layer < 3 ? layer : layer - 2;
      assertSame(
          tensors.get("model.layers." + layer + ".mlp.up_proj.weight"),
          source.get("model.layers." + sourceLayer + ".mlp.up_proj.weight"));
    }
    assertSame(tensors.get("model.embed_tokens.weight"), code.get("model.embed_tokens.weight"));
    assertSame(tensors.get("model.norm.weight"), prose.get("model.norm.weight"));
  }

  private void assertMerged(String example, Computation computation)
      throws IOException, InterruptedException {
    Map<String, Tensor> merged = merge(example).tensors();
    assertThat(merged).containsOnlyKeys(code.keySet());
    for (String name : SAMPLES) {
      double[] expected =
          computation.compute(
              base.get(name).values(), code.get(name).values(), prose.get(name).values());
      assertRounded(name, merged.get(name), expected);
    }
  }

  /** A bfloat16 has 8 significant bits, so rounding moves a value by at most 1/256 of it. */
  private static void assertRounded(String name, Tensor actual, double[] expected) {
    assertThat(actual.dtype()).isEqualTo(DType.BF16);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.value(i))
          .as("%s[%d]", name, i)
          .isCloseTo(expected[i], within(Math.abs(expected[i]) / 256 + 1e-9));
    }
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.bytes().mismatch(expected.bytes())).isEqualTo(-1);
  }

  private Checkpoint merge(String example) throws IOException, InterruptedException {
    String recipe = Files.readString(ROOT.resolve("examples").resolve(example + ".yml"));
    return pipeline.merge(Submissions.of(ROOT).merge(recipe, folder.resolve(example)));
  }

  private static Map<String, Tensor> model(String name) throws IOException {
    return new Checkpoint(ROOT.resolve("examples/models").resolve(name)).tensors();
  }
}
