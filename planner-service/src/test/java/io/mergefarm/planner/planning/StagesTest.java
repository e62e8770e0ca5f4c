package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Equal;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.planner.planning.PlanResult.Planned;
import org.junit.jupiter.api.Test;

/** Recipes of several documents, whose stages are computed within the tensors of the output. */
class StagesTest {

  private static final String UP = "model.layers.0.mlp.up_proj.weight";

  private final Planning models =
      Planning.of(
          half("base"),
          half("a"),
          half("b"),
          TestCheckpoint.llama("counted", 2).with("ids", DType.I64, 3));

  private static TestCheckpoint half(String model) {
    TestCheckpoint checkpoint = TestCheckpoint.llama(model, 2).with("ids", DType.I64, 3);
    return checkpoint.with(UP, DType.BF16, 8, 4);
  }

  @Test
  void aStageIsAnOperandAndPassesFloat32On() {
    Planned planned =
        models.planned(
            """
            name: soup
            merge_method: linear
            models: [{model: a}, {model: b}]
            parameters: {weight: 1}
            ---
            merge_method: slerp
            base_model: base
            models: [{model: soup}]
            parameters: {t: 0.5}
            """);

    Merge slerp = (Merge) expression(planned, UP);
    assertThat(slerp.method()).isEqualTo("slerp");
    assertThat(slerp.dtype()).isEqualTo(DType.BF16);
    Merge soup = (Merge) slerp.operands().getFirst().expression();
    assertThat(soup.method()).isEqualTo("linear");
    assertThat(soup.dtype()).isEqualTo(DType.F32);
    assertThat(planned.plan().method()).isEqualTo("slerp");
    assertThat(planned.plan().sources())
        .extracting(PlannedSource::model)
        .containsExactly("base", "a", "b");
    assertThat(planned.plan().sources().getFirst().base()).isTrue();
  }

  @Test
  void aStageRoundsToTheDTypeItNames() {
    Planned planned =
        models.planned(
            """
            name: soup
            merge_method: linear
            models: [{model: a}, {model: b}]
            parameters: {weight: 1}
            dtype: float32
            out_dtype: float16
            ---
            merge_method: passthrough
            models: [{model: soup}]
            dtype: bfloat16
            """);
    Cast cast = (Cast) expression(planned, UP);
    assertThat(cast.dtype()).isEqualTo(DType.BF16);
    assertThat(((Merge) cast.operand()).dtype()).isEqualTo(DType.F16);
  }

  @Test
  void copiesInAStageAreFloat32Too() {
    Planned planned =
        models.planned(
            """
            name: copy
            merge_method: passthrough
            models: [{model: a}]
            ---
            merge_method: linear
            models: [{model: copy}, {model: b}]
            parameters: {weight: 1}
            """);
    Merge merge = (Merge) expression(planned, UP);
    assertThat(merge.dtype()).isEqualTo(DType.F32);
    assertThat(merge.operands().getFirst().expression())
        .isEqualTo(
            new Cast(DType.F32, ((Cast) merge.operands().getFirst().expression()).operand()));
  }

  @Test
  void integersOfAllStagesMustBeEqual() {
    Planned planned =
        models.planned(
            """
            name: soup
            merge_method: linear
            models: [{model: a}, {model: b}]
            parameters: {weight: 1}
            ---
            merge_method: linear
            models: [{model: soup}, {model: base}]
            parameters: {weight: 1}
            """);
    Equal equal = (Equal) expression(planned, "ids");
    assertThat(equal.operands()).extracting(Stored::file).containsExactly(0, 1, 2);
  }

  @Test
  void layersOfStagesStack() {
    Planned planned =
        models.planned(
            """
            name: deep
            merge_method: passthrough
            slices:
              - sources: [{model: a, layer_range: [0, 2]}]
              - sources: [{model: b, layer_range: [0, 2]}]
            ---
            name: soup
            merge_method: linear
            models: [{model: a}, {model: b}]
            parameters: {weight: 1}
            ---
            merge_method: passthrough
            slices:
              - sources: [{model: soup, layer_range: [0, 1]}]
              - sources: [{model: deep, layer_range: [1, 4]}]
            """);
    assertThat(planned.summary().layers()).isEqualTo(4);
    assertThat(planned.plan().config().orElseThrow().get("num_hidden_layers").intValue())
        .isEqualTo(4);
    assertThat(Planning.leaves(planned, "model.layers.0.self_attn.o_proj.weight")).hasSize(2);
    assertThat(Planning.leaves(planned, "model.layers.2.self_attn.o_proj.weight"))
        .containsExactly("1:model.layers.0.self_attn.o_proj.weight");
  }

  @Test
  void problemsOfAStageHaveTheirPlace() {
    PlanResult result =
        models.plan(
            """
            name: soup
            merge_method: linear
            models:
              - {model: a, parameters: {weight: 1}}
              - {model: gone, parameters: {weight: 1}}
            ---
            merge_method: slurp
            base_model: base
            models: [{model: soup}, {model: sop}]
            """);
    assertThat(result.planned()).isEmpty();
    assertThat(result.problems())
        .extracting(problem -> problem.line() + " " + problem.code() + " " + problem.path())
        .containsExactly(
            "5 model-unavailable documents[0].models[1].model",
            "7 unknown-method documents[1].merge_method",
            "9 model-unavailable documents[1].models[1].model");
    assertThat(result.problems().getLast().message()).contains("the stage soup");
  }

  @Test
  void anErrorOfAStageStopsThoseBehindIt() {
    PlanResult result =
        models.plan(
            """
            name: soup
            merge_method: linear
            models: [{model: a}, {model: b}]
            ---
            merge_method: linear
            models: [{model: soup}, {model: b}]
            parameters: {weight: 1}
            """);
    assertThat(result.problems()).extracting(Problem::code).containsOnly("missing-parameter");
    assertThat(result.problems().getFirst().path())
        .isEqualTo("documents[0].models[0].parameters.weight");
  }

  private static TensorExpression expression(Planned planned, String tensor) {
    return Planning.tensors(planned).get(tensor).expression();
  }
}
