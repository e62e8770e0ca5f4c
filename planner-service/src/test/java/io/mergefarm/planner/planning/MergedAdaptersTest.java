package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.planner.planning.PlanResult.Planned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters that are merged with one another. */
class MergedAdaptersTest {

  private static final String UP = "model.layers.0.mlp.up_proj";
  private static final String DOWN_FACTOR = "base_model.model." + UP + ".lora_A.weight";
  private static final String CONFIG =
      "{'peft_type': 'LORA', 'r': 2, 'lora_alpha': 8, 'target_modules': ['up_proj', 'o_proj'],"
          + " 'base_model_name_or_path': 'org/m'}";
  private static final String RECIPE =
      "merge_method: linear\nmodels:\n  - model: x\n  - model: y\nparameters: {weight: 0.5}\n";

  private static TestCheckpoint adapter(String model, String config) {
    return TestCheckpoint.adapter(model, config)
        .factors(UP, 2, 8, 4)
        .factors("model.layers.0.self_attn.o_proj", 2, 4, 4)
        .with("base_model.model.model.embed_tokens.lora_embedding_A", 2, 10);
  }

  private static PlanResult plan(String otherConfig) {
    return Planning.of(adapter("x", CONFIG), adapter("y", otherConfig)).plan(RECIPE);
  }

  @Test
  void theirTensorsAreMergedByNameIntoAnAdapter() {
    PlanResult result = plan(CONFIG.replace("'up_proj', 'o_proj'", "'o_proj', 'up_proj'"));
    assertThat(result.problems()).isEmpty();
    Planned planned = result.planned().orElseThrow();
    assertThat(planned.plan().shards())
        .extracting(shard -> shard.name())
        .containsExactly("adapter_model.safetensors");
    assertThat(planned.plan().config().orElseThrow().get("lora_alpha").intValue()).isEqualTo(8);
    assertThat(planned.plan().config().orElseThrow().has("dtype")).isFalse();
    Merge merge = (Merge) Planning.tensors(planned).get(DOWN_FACTOR).expression();
    assertThat(merge.operands()).hasSize(2);
  }

  @Test
  void bareAdaptersAreAdaptersStill() {
    Planning models = Planning.of(adapter("x", CONFIG), adapter("y", CONFIG));
    assertThat(models.planned("raw: true\n" + RECIPE).plan().config()).isPresent();
  }

  @Test
  void anAdapterLiesInOneFile() {
    Planned planned =
        Planning.of(adapter("x", CONFIG), adapter("y", CONFIG)).sizes(16, 1 << 20).planned(RECIPE);
    assertThat(planned.plan().shards()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'r': 2 | 'r': 4",
        "'lora_alpha': 8 | 'lora_alpha': 9",
        "'up_proj', 'o_proj' | 'up_proj'",
        "'r': 2 | 'r': 2, 'use_rslora': true",
        "'r': 2 | 'r': 2, 'rank_pattern': {'x': 3}"
      })
  void whatTheirTensorsMeanMustBeTheSame(String before, String after) {
    PlanResult result = plan(CONFIG.replace(before, after));
    assertThat(result.planned()).isEmpty();
    assertThat(result.problems())
        .extracting(Problem::code, Problem::line)
        .containsExactly(tuple("adapters-differ", 4));
  }

  @Test
  void whatIsAbsentIsFalse() {
    String config = CONFIG.replace("'r': 2", "'r': 2, 'use_dora': false, 'alpha_pattern': {}");
    assertThat(plan(config.replace("8,", "8.0,")).problems()).isEmpty();
  }

  @Test
  void adaptersOfOtherModelsAreMergedWithAWarning() {
    PlanResult result = plan(CONFIG.replace("org/m", "org/other"));
    assertThat(result.planned()).isPresent();
    assertThat(result.problems()).extracting(Problem::code).containsExactly("configs-differ");
  }

  @Test
  void theyAreMergedWithNothingElse() {
    Planning models =
        Planning.of(
            adapter("x", CONFIG), TestCheckpoint.llama("y", 1), TestCheckpoint.llama("m", 1));
    assertThat(models.plan(RECIPE).problems())
        .extracting(Problem::code, Problem::line)
        .containsExactly(tuple("not-a-model", 3));
    assertThat(models.plan(RECIPE.replace("model: y", "model: m+x")).problems())
        .extracting(Problem::code, Problem::line)
        .contains(tuple("not-a-model", 3));
  }

  @Test
  void aStageOfAdaptersIsAppliedLikeOne() {
    Planning models =
        Planning.of(
            TestCheckpoint.adapter("x", CONFIG).factors(UP, 2, 8, 4),
            TestCheckpoint.adapter("y", CONFIG).factors(UP, 2, 8, 4),
            TestCheckpoint.llama("m", 1));
    Planned planned =
        models.planned(
            "name: soup\n"
                + RECIPE
                + "---\nmerge_method: passthrough\nmodels: [{model: m+soup}]\n");
    LowRank sum = (LowRank) Planning.tensors(planned).get(UP + ".weight").expression();
    assertThat(sum.down()).isInstanceOf(Merge.class);
    assertThat(planned.plan().sources())
        .extracting(source -> source.model())
        .containsExactly("m", "x", "y");
    String mixed =
        """
        ---
        merge_method: linear
        models: [{model: m}, {model: soup}]
        parameters: {weight: 1}
        """;
    assertThat(models.plan("name: soup\n" + RECIPE + mixed).problems())
        .extracting(Problem::code, Problem::path)
        .containsExactly(tuple("not-a-model", "documents[1].models[1].model"));
  }
}
