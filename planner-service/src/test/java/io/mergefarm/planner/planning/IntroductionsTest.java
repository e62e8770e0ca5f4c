package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.planner.planning.PlanResult.Planned;
import org.junit.jupiter.api.Test;

/** Recipes as the field's introductions print them. */
class IntroductionsTest {

  private final Planning models =
      Planning.of(
          TestCheckpoint.llama("org/base", 32),
          TestCheckpoint.llama("org/math", 32),
          TestCheckpoint.llama("org/chat", 32));

  @Test
  void anAverageOfTwo() {
    Planned planned =
        models.planned(
            """
            models:
              - model: org/math
                parameters:
                  weight: 0.5
              - model: org/chat
                parameters:
                  weight: 0.5
            merge_method: linear
            dtype: float16
            """);
    assertThat(merge(planned, 3).dtype()).isEqualTo(DType.F16);
    assertThat(merge(planned, 3).operands().getFirst().expression()).isInstanceOf(Cast.class);
  }

  @Test
  void aSphericalInterpolationWithGradients() {
    Planned planned =
        models.planned(
            """
            slices:
              - sources:
                  - model: org/math
                    layer_range: [0, 32]
                  - model: org/chat
                    layer_range: [0, 32]
            merge_method: slerp
            base_model: org/math
            parameters:
              t:
                - filter: self_attn
                  value: [0, 0.5, 0.3, 0.7, 1]
                - filter: mlp
                  value: [1, 0.5, 0.7, 0.3, 0]
                - value: 0.5
            dtype: bfloat16
            """);
    assertThat(merge(planned, 0).parameters().get("t")).isEqualTo(1);
    assertThat(merge(planned, 31).parameters().get("t")).isZero();
  }

  @Test
  void aSphericalInterpolationByWeights() {
    Planned planned =
        models.planned(
            """
            models:
              - source: org/math
                parameters:
                  weight: 0.7
              - source: org/chat
                parameters:
                  weight: 0.3
            merge_method: slerp
            dtype: bfloat16
            """);
    assertThat(merge(planned, 3).operands())
        .extracting(operand -> operand.parameters().get("weight"))
        .containsExactly(0.7, 0.3);
    assertThat(merge(planned, 3).parameters().values()).doesNotContainKey("t");
  }

  @Test
  void taskVectorsOfTwo() {
    Planned planned =
        models.planned(
            """
            models:
              - model: org/base
                # no parameters necessary for base model
              - model: org/math
                parameters:
                  density: 0.5
                  weight: 0.5
              - model: org/chat
                parameters:
                  density: 0.5
                  weight: 0.3
            merge_method: ties
            base_model: org/base
            parameters:
              normalize: true
            dtype: float16
            """);
    assertThat(merge(planned, 3).operands()).hasSize(3);
    assertThat(merge(planned, 3).operands().getFirst().base()).isTrue();
  }

  @Test
  void twoModelsStackedIntoOne() {
    Planned planned =
        models.planned(
            """
            slices:
              - sources:
                - model: org/math
                  layer_range: [0, 24]
              - sources:
                - model: org/chat
                  layer_range: [8, 32]
            merge_method: passthrough
            dtype: bfloat16
            """);
    assertThat(planned.plan().config().orElseThrow().get("num_hidden_layers").intValue())
        .isEqualTo(48);
  }

  @Test
  void punctuationOfATranslation() {
    PlanResult result =
        models.plan(
            """
            merge_method： task_arithmetic
            base_model： org/base
            models：
              - source： org/math
                parameters： {weight： 0.7， density: 50%}
            """);
    assertThat(result.planned()).isPresent();
    assertThat(result.problems())
        .isNotEmpty()
        .extracting(Problem::code)
        .containsOnly("full-width-punctuation");
  }

  private static Merge merge(Planned planned, int layer) {
    TensorExpression expression =
        Planning.tensors(planned).get("model.layers." + layer + ".mlp.up_proj.weight").expression();
    return (Merge) expression;
  }
}
