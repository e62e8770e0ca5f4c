package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.planner.planning.PlanResult.Planned;
import org.junit.jupiter.api.Test;

class SlicesTest {

  private final Planning models =
      Planning.of(
          TestCheckpoint.llama("a", 3),
          TestCheckpoint.llama("b", 3),
          TestCheckpoint.llama("base", 3));

  private static final String STACKED =
      """
      merge_method: passthrough
      slices:
        - sources: [{model: a, layer_range: [0, 2]}]
        - sources:
            - model: b
              layer_range: [1, 3]
              parameters:
                scale:
                  - {filter: layers.1.mlp, value: 0.5}
      """;

  @Test
  void stacksLayersUnderNewNumbers() {
    Planned planned = models.planned(STACKED);

    assertThat(Planning.leaves(planned, "model.embed_tokens.weight"))
        .containsExactly("0:model.embed_tokens.weight");
    assertThat(Planning.leaves(planned, "model.layers.1.mlp.up_proj.weight"))
        .containsExactly("0:model.layers.1.mlp.up_proj.weight");
    assertThat(Planning.leaves(planned, "model.layers.3.mlp.up_proj.weight"))
        .containsExactly("1:model.layers.2.mlp.up_proj.weight");
    assertThat(Planning.leaves(planned, "lm_head.weight")).containsExactly("1:lm_head.weight");
    assertThat(planned.summary().layers()).isEqualTo(4);
  }

  @Test
  void looksModelsParametersUpByTheirOwnNumbers() {
    Planned planned = models.planned(STACKED);

    assertThat(Planning.tensors(planned).get("model.layers.2.mlp.up_proj.weight").expression())
        .isInstanceOfSatisfying(
            Merge.class,
            merge ->
                assertThat(merge.operands().getFirst().parameters().get("scale")).isEqualTo(0.5));
    assertThat(Planning.tensors(planned).get("model.layers.3.mlp.up_proj.weight").expression())
        .isInstanceOf(Stored.class);
  }

  @Test
  void gradientsBeginAnewInEverySliceAndUseOutputNumbers() {
    Planned planned =
        models.planned(
            """
            merge_method: slerp
            base_model: a
            slices:
              - sources: [{model: a, layer_range: [0, 3]}, {model: b, layer_range: [0, 3]}]
              - sources: [{model: a, layer_range: [0, 2]}, {model: b, layer_range: [1, 3]}]
                parameters: {t: [{filter: layers.4, value: 0.25}]}
            parameters: {t: [0, 1]}
            """);

    assertThat(t(planned, "model.layers.1.mlp.up_proj.weight")).isEqualTo(0.5);
    assertThat(t(planned, "model.layers.2.mlp.up_proj.weight")).isEqualTo(1);
    assertThat(t(planned, "model.layers.3.mlp.up_proj.weight")).isEqualTo(0);
    assertThat(t(planned, "model.layers.4.mlp.up_proj.weight")).isEqualTo(0.25);
    assertThat(t(planned, "lm_head.weight")).isEqualTo(0);
  }

  @Test
  void addsTheBaseWithTheLayersOfTheFirstSource() {
    Planned planned =
        models.planned(
            """
            merge_method: ties
            base_model: base
            slices:
              - sources:
                  - {model: a, layer_range: [1, 3], parameters: {weight: 1}}
            """);

    assertThat(Planning.leaves(planned, "model.layers.0.mlp.up_proj.weight"))
        .containsExactly(
            "1:model.layers.1.mlp.up_proj.weight", "0:model.layers.1.mlp.up_proj.weight");
  }

  @Test
  void aSliceOfTheBaseAloneIsCopied() {
    Planned planned =
        models.planned(
            """
            merge_method: slerp
            base_model: base
            slices:
              - sources: [{model: base, layer_range: [0, 3]}]
            parameters: {t: 0.5}
            """);

    assertThat(Planning.tensors(planned).get("model.layers.0.mlp.up_proj.weight").expression())
        .isInstanceOf(Stored.class);
  }

  @Test
  void cutsAndStacksTheConfigsLayers() {
    String config =
        """
        {'text_config': {'num_hidden_layers': 3, 'layer_types': ['%s0', '%<s1', '%<s2'],
         'eos_token_id': [1, 2, 3]}, 'torch_dtype': 'float32'}""";
    Planned planned =
        Planning.of(
                TestCheckpoint.llama("a", 3).config(config.formatted("a")),
                TestCheckpoint.llama("b", 3).config(config.formatted("b")))
            .planned(STACKED + "out_dtype: bfloat16\n");

    JsonNode written = planned.plan().config().orElseThrow();
    assertThat(written.at("/text_config/num_hidden_layers").asInt()).isEqualTo(4);
    assertThat(written.at("/text_config/layer_types"))
        .extracting(JsonNode::asText)
        .containsExactly("a0", "a1", "b1", "b2");
    assertThat(written.at("/text_config/eos_token_id")).hasSize(3);
    assertThat(written.get("torch_dtype").asText()).isEqualTo("bfloat16");
    assertThat(written.has("dtype")).isFalse();
  }

  @Test
  void findsTheLayersAmongOtherNumbers() {
    Planned planned =
        Planning.of(
                TestCheckpoint.llama("a", 3).with("projector.0.weight", 4, 4),
                TestCheckpoint.llama("b", 3).with("projector.0.weight", 4, 4))
            .planned(STACKED);

    assertThat(planned.summary().layers()).isEqualTo(4);
    assertThat(Planning.leaves(planned, "projector.0.weight"))
        .containsExactly("1:projector.0.weight");
  }

  private static double t(Planned planned, String tensor) {
    Merge merge = (Merge) Planning.tensors(planned).get(tensor).expression();
    return merge.parameters().get("t");
  }
}
