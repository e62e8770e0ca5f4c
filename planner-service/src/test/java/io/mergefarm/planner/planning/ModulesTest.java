package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.planner.planning.PlanResult.Planned;
import org.junit.jupiter.api.Test;

/** Models of two towers, whose parts are merged in their own ways. */
class ModulesTest {

  private final Planning models = Planning.of(towers("base"), towers("a"), towers("b"));

  private static TestCheckpoint towers(String model) {
    TestCheckpoint checkpoint = new TestCheckpoint(model);
    checkpoint.with("language_model.model.embed_tokens.weight", 10, 4);
    for (int i = 0; i < 4; i++) {
      checkpoint.with("language_model.model.layers." + i + ".mlp.weight", 4, 4);
    }
    checkpoint.with("language_model.model.norm.weight", 4);
    checkpoint.with("language_model.lm_head.weight", 10, 4);
    checkpoint.with("vision_tower.vision_model.embeddings.position_embedding.weight", 9, 4);
    for (int i = 0; i < 4; i++) {
      checkpoint.with("vision_tower.vision_model.encoder.layers." + i + ".mlp.weight", 4, 4);
    }
    return checkpoint
        .with("multi_modal_projector.linear.weight", 4, 4)
        .config(
            """
            {'text_config': {'num_hidden_layers': 4, 'layer_types': ['w', 'x', 'y', 'z']},
             'vision_config': {'num_hidden_layers': 4, 'layer_types': ['s', 't', 'u', 'v']}}
            """);
  }

  @Test
  void wholeTowersMergeWithoutModules() {
    Planned planned =
        models.planned(
            """
            merge_method: linear
            models: [{model: a}, {model: b}]
            parameters: {weight: 1}
            """);
    assertThat(planned.summary().tensors()).isEqualTo(13);
  }

  @Test
  void layersOfTwoEqualTowersAreNotClear() {
    assertThat(
            models
                .plan(
                    """
                    merge_method: passthrough
                    slices:
                      - sources: [{model: a, layer_range: [0, 4]}]
                    """)
                .problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("layers-unclear");
              assertThat(problem.fix().orElseThrow()).contains("modules");
            });
  }

  @Test
  void eachModuleHasItsCompositionParametersAndLayers() {
    PlanResult result =
        models.plan(
            """
            merge_method: task_arithmetic
            base_model: base
            parameters: {weight: 0.5}
            modules:
              vision_tower:
                parameters: {weight: 0.25}
                slices:
                  - sources: [{model: a, layer_range: [1, 3]}]
                  - sources: [{model: b, layer_range: [0, 4], parameters: {weight: 2}}]
              default:
                models: [{model: a}, {model: b}]
            """);
    assertThat(result.problems()).isEmpty();
    Planned planned = result.planned().orElseThrow();

    assertThat(Planning.leaves(planned, "vision_tower.vision_model.encoder.layers.0.mlp.weight"))
        .containsExactly(
            "1:vision_tower.vision_model.encoder.layers.1.mlp.weight",
            "0:vision_tower.vision_model.encoder.layers.1.mlp.weight");
    assertThat(weight(planned, "vision_tower.vision_model.encoder.layers.1.mlp.weight"))
        .isEqualTo(0.25);
    assertThat(weight(planned, "vision_tower.vision_model.encoder.layers.2.mlp.weight"))
        .isEqualTo(2);
    assertThat(weight(planned, "language_model.model.layers.3.mlp.weight")).isEqualTo(0.5);
    assertThat(Planning.tensors(planned))
        .hasSize(13 + 2)
        .containsKey("multi_modal_projector.linear.weight")
        .containsKey("vision_tower.vision_model.embeddings.position_embedding.weight");
    assertVisionIsStacked(planned.plan().config().orElseThrow());
  }

  private static void assertVisionIsStacked(ObjectNode config) {
    assertThat(config.at("/vision_config/num_hidden_layers").intValue()).isEqualTo(6);
    assertThat(config.at("/vision_config/layer_types").toString())
        .isEqualTo("[\"t\",\"u\",\"s\",\"t\",\"u\",\"v\"]");
    assertThat(config.at("/text_config/num_hidden_layers").intValue()).isEqualTo(4);
    assertThat(config.at("/text_config/layer_types")).hasSize(4);
  }

  @Test
  void whatBelongsToNoModuleIsLeftOutWithAWarning() {
    PlanResult result =
        models.plan(
            """
            merge_method: linear
            parameters: {weight: 1}
            modules:
              language_model: {models: [{model: a}, {model: b}]}
            """);
    assertThat(Planning.tensors(result.planned().orElseThrow())).hasSize(7);
    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("unmerged-tensors");
              assertThat(problem.line()).isEqualTo(3);
              assertThat(problem.message()).contains("6 tensors").contains("vision_tower");
            });
  }

  @Test
  void aModuleThatNothingBelongsToIsAProblem() {
    assertThat(
            models
                .plan(
                    """
                    merge_method: linear
                    parameters: {weight: 1}
                    modules:
                      vision_towr: {models: [{model: a}]}
                      text_decoder: {models: [{model: a}]}
                    """)
                .problems())
        .first()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("unknown-module");
              assertThat(problem.line()).isEqualTo(4);
              assertThat(problem.fix()).contains("Did you mean vision_tower?");
            });
  }

  @Test
  void parametersOfModulesAreChecked() {
    assertThat(
            models
                .plan(
                    """
                    merge_method: linear
                    parameters: {weight: 1}
                    modules:
                      default:
                        parameters: {wieght: 1}
                        models: [{model: a, parameters: {normalise: 1}}]
                    """)
                .problems())
        .extracting(Problem::path)
        .contains(
            "modules.default.parameters.wieght", "modules.default.models[0].parameters.normalise");
  }

  @Test
  void encodersAndDecodersHaveCountsOfTheirOwn() {
    TestCheckpoint t5 = new TestCheckpoint("t5").with("shared.weight", 10, 4);
    for (int i = 0; i < 3; i++) {
      t5.with("encoder.block." + i + ".weight", 4).with("decoder.block." + i + ".weight", 4);
    }
    t5.config("{'num_layers': 3, 'num_decoder_layers': 3}");
    ObjectNode config =
        Planning.of(t5)
            .planned(
                """
                merge_method: passthrough
                modules:
                  default: {models: [{model: t5}]}
                  decoder:
                    slices:
                      - sources: [{model: t5, layer_range: [0, 3]}]
                      - sources: [{model: t5, layer_range: [2, 3]}]
                """)
            .plan()
            .config()
            .orElseThrow();
    assertThat(config.get("num_layers").intValue()).isEqualTo(3);
    assertThat(config.get("num_decoder_layers").intValue()).isEqualTo(4);
  }

  private static double weight(Planned planned, String tensor) {
    Merge merge = (Merge) Planning.tensors(planned).get(tensor).expression();
    return merge.operands().getFirst().parameters().get("weight");
  }
}
