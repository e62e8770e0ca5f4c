package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.safetensors.DType;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters that can not be applied, and what is said of them. */
class AdapterProblemsTest {

  private static final String UP = "model.layers.0.mlp.up_proj";
  private static final String RECIPE = "merge_method: passthrough\nmodels: [{model: m+ad}]\n";

  private static TestCheckpoint adapter(String config) {
    return TestCheckpoint.adapter("ad", config);
  }

  private static TestCheckpoint lora() {
    return adapter("{'peft_type': 'LORA', 'r': 2, 'lora_alpha': 8}");
  }

  private static TestCheckpoint with(String setting) {
    return adapter("{'peft_type': 'LORA', 'r': 2, 'lora_alpha': 8, " + setting + "}")
        .factors(UP, 2, 8, 4);
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        Arguments.of(adapter("{}"), "adapter-config", "only LORA can be applied"),
        Arguments.of(adapter("{'peft_type': 'IA3'}"), "adapter-config", "'IA3'"),
        Arguments.of(
            adapter("{'peft_type': 'LORA', 'r': 0}"), "adapter-config", "no positive r: 0"),
        Arguments.of(
            adapter("{'peft_type': 'LORA', 'r': 8}"), "adapter-config", "positive lora_alpha"),
        Arguments.of(with("'rank_pattern': []"), "adapter-config", "rank_pattern is no mapping"),
        Arguments.of(with("'rank_pattern': {'a(': 1}"), "adapter-config", "'a('"),
        Arguments.of(with("'alpha_pattern': {'a': 'x'}"), "adapter-config", "has the value"),
        Arguments.of(with("'target_parameters': ['x']"), "adapter-config", "target_parameters"),
        Arguments.of(
            with("'trainable_token_indices': [3]"), "adapter-config", "trainable_token_indices"),
        Arguments.of(with("'layer_replication': [[0, 1]]"), "adapter-config", "layer_replication"),
        Arguments.of(with("'use_qalora': true"), "adapter-config", "use_qalora"),
        Arguments.of(with("'init_lora_weights': 'pissa'"), "adapter-config", "pissa"),
        Arguments.of(lora(), "adapter-tensor", "it has no tensors"),
        Arguments.of(
            lora().with("base_model.model." + UP + ".lora_E", 2),
            "adapter-tensor",
            "unknown kind: base_model.model." + UP + ".lora_E"),
        Arguments.of(
            lora()
                .factors(UP, 2, 8, 4)
                .with("base_model.model." + UP + ".lora_A.default.weight", 2, 4),
            "adapter-tensor",
            "lora_A.default.weight"),
        Arguments.of(
            lora().factors("model.layers.0.mlp.gate_proj", 2, 8, 4),
            "adapter-tensor",
            "model.layers.0.mlp.gate_proj"),
        Arguments.of(
            lora().factors(UP, 2, 8, 4).with("base_model.model.score.weight", 2, 4),
            "adapter-tensor",
            "score.weight"),
        Arguments.of(
            lora().with("base_model.model." + UP + ".lora_A.weight", 2, 4),
            "adapter-tensor",
            UP + " has not one A and one B"),
        Arguments.of(with("'use_dora': true"), "adapter-tensor", "no magnitude vector"),
        Arguments.of(
            with("'use_dora': false").with("base_model.model." + UP + ".lora_magnitude_vector", 8),
            "adapter-tensor",
            "use_dora is not set"),
        Arguments.of(
            with("'use_dora': true").with("base_model.model." + UP + ".lora_magnitude_vector", 4),
            "adapter-shape",
            "does not fit [8, 4]"),
        Arguments.of(lora().factors(UP, 2, 8, 5), "adapter-shape", "do not make up [8, 4]"),
        Arguments.of(lora().factors(UP, 4, 8, 4), "adapter-shape", "rank 4, and the config says 2"),
        Arguments.of(with("'rank_pattern': {'up_proj': 4}"), "adapter-shape", "the config says 4"),
        Arguments.of(lora().factors("model.norm", 2, 2, 2), "adapter-shape", "do not make up [4]"),
        Arguments.of(
            lora().with("base_model.model." + UP + ".weight", 9, 4),
            "adapter-shape",
            UP + ".weight is F32 [9, 4], in the model F32 [8, 4]"),
        Arguments.of(
            lora().with("base_model.model." + UP + ".weight", DType.I32, 8, 4),
            "adapter-shape",
            "I32"));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void areRefusedByName(TestCheckpoint adapter, String code, String reason) {
    PlanResult result = Planning.of(TestCheckpoint.llama("m", 1), adapter).plan(RECIPE);
    assertThat(result.planned()).isEmpty();
    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.line()).isEqualTo(2);
              assertThat(problem.message()).contains("adapter ad can not be applied", reason);
            });
  }

  @Test
  void bothPartsOfAReferenceAreLookedFor() {
    assertThat(Planning.of(TestCheckpoint.llama("a", 1)).plan(RECIPE).problems())
        .extracting(Problem::code, Problem::path, Problem::line)
        .containsExactlyInAnyOrder(
            tuple("model-unavailable", "models[0].model", 2),
            tuple("model-unavailable", "models[0].model.lora", 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"m+m not-an-adapter", "ad+ad not-a-model"})
  void eachPartHasItsPlace(String referenceAndCode) {
    String[] parts = referenceAndCode.split(" ", -1);
    Planning models = Planning.of(TestCheckpoint.llama("m", 1), lora().factors(UP, 2, 8, 4));
    assertThat(models.plan(RECIPE.replace("m+ad", parts[0])).problems())
        .extracting(Problem::code)
        .containsExactly(parts[1]);
  }

  @Test
  void anAdapterIsNoModel() {
    Planning models = Planning.of(TestCheckpoint.llama("m", 1), lora().factors(UP, 2, 8, 4));
    String recipe =
        "merge_method: linear\nmodels: [{model: m}, {model: ad}]\nparameters: {weight: 1}\n";
    assertThat(models.plan(recipe).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("not-a-model");
              assertThat(problem.fix()).contains("Write MODEL+ad to apply it to a model.");
            });
  }

  /** With backtracking this would take longer than anybody waits. */
  @Test
  @Timeout(20)
  void hostilePatternsTakeNoTime() {
    TestCheckpoint adapter = with("'alpha_pattern': {'(.*.*.*.*.*)*[^p]roj$': 3}");
    PlanResult result = Planning.of(TestCheckpoint.llama("m", 1), adapter).plan(RECIPE);
    assertThat(result.planned()).isPresent();
  }
}
