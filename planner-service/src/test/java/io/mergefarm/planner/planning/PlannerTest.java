package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Equal;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.planner.planning.PlanResult.Planned;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerTest {

  private static final String LINEAR =
      """
      merge_method: linear
      models:
        - {model: a, parameters: {weight: 0.7}}
        - {model: b, parameters: {weight: [0.2, 0.4]}}
      """;
  private static final String TIES =
      """
      merge_method: ties
      base_model: base
      models:
        - {model: a, parameters: {weight: 1, density: 0.5}}
      """;

  private final Planning models =
      Planning.of(
          TestCheckpoint.llama("a", 3),
          TestCheckpoint.llama("b", 3),
          TestCheckpoint.llama("base", 3));

  @Test
  void mergesEveryTensorWithTheParametersOfItsPlace() {
    Planned planned = models.planned(LINEAR);

    assertThat(Planning.tensors(planned).keySet())
        .startsWith("model.embed_tokens.weight", "model.layers.0.mlp.up_proj.weight")
        .endsWith("model.norm.weight", "lm_head.weight")
        .hasSize(9);
    assertThat(weights(planned, "model.embed_tokens.weight")).containsExactly(0.7, 0.2);
    assertThat(weights(planned, "model.layers.0.mlp.up_proj.weight")).containsExactly(0.7, 0.2);
    assertThat(weights(planned, "model.layers.1.mlp.up_proj.weight"))
        .containsExactly(0.7, 0.5 * 0.2 + 0.5 * 0.4);
    assertThat(weights(planned, "model.layers.2.mlp.up_proj.weight")).containsExactly(0.7, 0.4);
    assertThat(weights(planned, "lm_head.weight")).containsExactly(0.7, 0.2);
  }

  @Test
  void writesTheWholeExpression() {
    Planned planned =
        models.planned(TIES + "parameters: {lambda: 2}\ndtype: bfloat16\nout_dtype: float16\n");

    Merge merge = merge(planned, "model.norm.weight");
    assertThat(merge.method()).isEqualTo("ties");
    assertThat(merge.dtype()).isEqualTo(DType.F16);
    assertThat(merge.quirks()).isEqualTo(Quirks.MERGEKIT);
    assertThat(merge.parameters())
        .isEqualTo(
            Parameters.of(
                Map.of("lambda", 2.0, "normalize", 1.0, "rescale", 0.0, "int8_mask", 0.0)));
    assertThat(merge.operands()).extracting(operand -> operand.base()).containsExactly(false, true);
    assertThat(merge.operands().getFirst().parameters())
        .isEqualTo(Parameters.of(Map.of("weight", 1.0, "density", 0.5)));
    assertThat(merge.operands())
        .extracting(operand -> operand.expression())
        .allSatisfy(
            read -> {
              assertThat(read).isInstanceOf(Cast.class);
              assertThat(read.dtype()).isEqualTo(DType.BF16);
            });
  }

  @Test
  void putsTheBaseLastAmongTheInputsAndFirstAmongTheSources() {
    MergePlan plan = models.planned(TIES).plan();

    assertThat(plan.sources())
        .containsExactly(
            new PlannedSource("base", "id-of-base", "revision-of-base", true),
            new PlannedSource("a", "id-of-a", "revision-of-a", false));
    assertThat(plan.donor()).isZero();
    assertThat(plan.files()).extracting(file -> file.path()).hasSize(2);
    assertThat(Planning.leaves(models.planned(TIES), "model.norm.weight"))
        .containsExactly("1:model.norm.weight", "0:model.norm.weight");
  }

  @Test
  void equalRequestsHaveEqualPlans() throws IOException {
    byte[] first = ContractJson.mapper().writeValueAsBytes(models.planned(TIES).plan());
    byte[] second = ContractJson.mapper().writeValueAsBytes(models.planned(TIES).plan());

    assertThat(second).isEqualTo(first);
    assertThat(ContractJson.mapper().readValue(first, MergePlan.class))
        .isEqualTo(models.planned(TIES).plan());
  }

  @Test
  void keepsFilteredValuesApart() {
    Planned planned =
        models.planned(
            """
            merge_method: slerp
            base_model: a
            models: [{model: a}, {model: b}]
            parameters:
              t:
                - {filter: self_attn, value: [0, 1]}
                - {value: 0.5}
            """);

    assertThat(merge(planned, "model.layers.2.self_attn.o_proj.weight").parameters().get("t"))
        .isEqualTo(1.0);
    assertThat(merge(planned, "model.layers.2.mlp.up_proj.weight").parameters().get("t"))
        .isEqualTo(0.5);
  }

  @Test
  void weightsOfTheModelsStandInForTheWayOfSlerp() {
    Planned planned =
        models.planned(
            """
            merge_method: slerp
            models: [{source: a, parameters: {weight: 0.7}}, {source: b, parameters: {weight: 0.3}}]
            """);

    assertThat(weights(planned, "model.norm.weight")).containsExactly(0.7, 0.3);
    assertThat(merge(planned, "model.norm.weight").parameters().find("t")).isEmpty();
  }

  @Test
  void theSingleLayerOfASliceHasTheLastValue() {
    Planned planned =
        Planning.of(TestCheckpoint.llama("a", 1), TestCheckpoint.llama("b", 1)).planned(LINEAR);

    assertThat(weights(planned, "model.layers.0.mlp.up_proj.weight")).containsExactly(0.7, 0.4);
  }

  @Test
  void anUnusedBaseIsOneMoreInputUnlessQuirksAreOff() {
    String recipe =
        """
        merge_method: linear
        base_model: base
        models: [{model: a}, {model: b}]
        parameters: {weight: 1}
        """;

    assertThat(Planning.leaves(models.planned(recipe), "model.norm.weight")).hasSize(3);
    assertThat(models.plan(recipe).problems())
        .extracting(problem -> problem.code())
        .containsExactly("base-is-input");
    assertThat(Planning.leaves(models.planned(recipe + "quirks: none\n"), "model.norm.weight"))
        .hasSize(2);
  }

  @Test
  void namesTheArchitectureThatTheRecipeGivesTheModel() {
    String recipe =
        """
        merge_method: linear
        parameters: {weight: 1}
        models:
          - model: {model: a, override_architecture: OtherForCausalLM}
          - model: b
        """;
    Planned planned =
        Planning.of(
                TestCheckpoint.llama("a", 2).config("{'architectures': ['LlamaForCausalLM']}"),
                TestCheckpoint.llama("b", 2).config("{'architectures': ['LlamaForCausalLM']}"))
            .planned(recipe);

    assertThat(planned.plan().config().orElseThrow().get("architectures"))
        .extracting(JsonNode::asText)
        .containsExactly("OtherForCausalLM");
  }

  @Test
  void carriesWhatCanNotBeComputedWith() {
    Planning planning =
        Planning.of(
            TestCheckpoint.llama("a", 3).with("position_ids", DType.I64, 1, 5),
            TestCheckpoint.llama("b", 3).with("position_ids", DType.I64, 1, 5),
            TestCheckpoint.llama("base", 3).with("position_ids", DType.I64, 1, 5));

    assertThat(expression(planning.planned(LINEAR), "position_ids"))
        .isInstanceOfSatisfying(Equal.class, equal -> assertThat(equal.operands()).hasSize(2))
        .extracting(TensorExpression::dtype, TensorExpression::shape)
        .containsExactly(DType.I64, Shape.of(1, 5));
    assertThat(expression(planning.planned(TIES + "dtype: bfloat16"), "position_ids"))
        .isInstanceOfSatisfying(Stored.class, stored -> assertThat(stored.file()).isZero());
  }

  @Test
  void roundsToTheWidestInputOrTheBase() {
    Planning planning =
        Planning.of(
            new TestCheckpoint("a").with("w", DType.F16, 2),
            new TestCheckpoint("b").with("w", DType.BF16, 2),
            new TestCheckpoint("base").with("w", DType.F64, 2));

    assertThat(expression(planning.planned(LINEAR), "w").dtype()).isEqualTo(DType.F32);
    assertThat(expression(planning.planned(TIES), "w").dtype()).isEqualTo(DType.F64);
    assertThat(expression(planning.planned(TIES + "dtype: float16"), "w").dtype())
        .isEqualTo(DType.F16);
  }

  @Test
  void theEmbeddingServesAsTheMissingHead() {
    Planned planned =
        Planning.of(TestCheckpoint.llama("a", 3), TestCheckpoint.headless("b", 3)).planned(LINEAR);

    assertThat(Planning.leaves(planned, "lm_head.weight"))
        .containsExactly("0:lm_head.weight", "1:model.embed_tokens.weight");
  }

  @Test
  void writesNoHeadWhereNoModelHasOne() {
    Planned planned =
        Planning.of(TestCheckpoint.headless("a", 3), TestCheckpoint.headless("b", 3))
            .planned(LINEAR);

    assertThat(Planning.tensors(planned)).doesNotContainKey("lm_head.weight");
    assertThat(planned.plan().config().orElseThrow().get("tie_word_embeddings").asBoolean())
        .isTrue();
  }

  @Test
  void aModelListedTwiceIsOneInput() {
    PlanResult result = models.plan(LINEAR + "  - {model: a, parameters: {weight: 9}}\n");

    assertThat(weights(result.planned().orElseThrow(), "model.norm.weight"))
        .containsExactly(0.7, 0.2);
    assertThat(result.problems())
        .extracting(problem -> problem.code())
        .containsExactly("model-listed-twice", "unused-parameter");
  }

  @Test
  void sumsUpWhatTheMergeTakes() {
    PlanSummary summary = models.planned(LINEAR).summary();

    long parameters = 2 * 10 * 4 + 3 * (8 * 4 + 4 * 4) + 4;
    assertThat(summary.tensors()).isEqualTo(9);
    assertThat(summary.layers()).isEqualTo(3);
    assertThat(summary.parameters()).isEqualTo(parameters);
    assertThat(summary.bytesRead()).isEqualTo(2 * 4 * parameters);
    assertThat(summary.bytesWritten()).isGreaterThan(4 * parameters);
    assertThat(summary.memoryPerWorker()).isEqualTo(3 * 4 * 40);
  }

  private static List<Double> weights(Planned planned, String tensor) {
    return merge(planned, tensor).operands().stream()
        .map(operand -> operand.parameters().get("weight"))
        .toList();
  }

  private static Merge merge(Planned planned, String tensor) {
    return (Merge) expression(planned, tensor);
  }

  private static TensorExpression expression(Planned planned, String tensor) {
    return Planning.tensors(planned).get(tensor).expression();
  }
}
