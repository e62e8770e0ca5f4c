package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.planner.planning.PlanResult.Planned;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layers that are not all alike: one without attention, and all of different widths. */
class IrregularLayersTest {

  private static final String ATTENTION = ".self_attn.o_proj.weight";

  private final Planning models = Planning.of(irregular("base"), irregular("a"), irregular("b"));

  /** Attention everywhere but in layer 1, and more neurons in every layer. */
  private static TestCheckpoint irregular(String model) {
    TestCheckpoint checkpoint = new TestCheckpoint(model).with("model.embed_tokens.weight", 10, 4);
    for (int i = 0; i < 3; i++) {
      checkpoint.with("model.layers." + i + ".mlp.up_proj.weight", 8 + i, 4);
      if (i != 1) {
        checkpoint.with("model.layers." + i + ATTENTION, 4, 4);
      }
    }
    return checkpoint
        .with("model.norm.weight", 4)
        .config("{'num_hidden_layers': 3, 'block_configs': [{'n': 0}, {'n': 1}, {'n': 2}]}");
  }

  @Test
  void wholeModelsMerge() {
    Planned planned =
        models.planned(
            """
            merge_method: ties
            base_model: base
            models: [{model: a}, {model: b}]
            parameters: {weight: 1, density: 0.5}
            """);
    assertThat(Planning.tensors(planned))
        .hasSize(7)
        .doesNotContainKey("model.layers.1" + ATTENTION);
    assertThat(up(planned, 2)).isEqualTo(Shape.of(10, 4));
  }

  @Test
  void theyStackWithTheirPlaceInTheConfig() {
    Planned planned =
        models.planned(
            """
            merge_method: passthrough
            slices:
              - sources: [{model: a, layer_range: [1, 3]}]
              - sources: [{model: b, layer_range: [0, 2]}]
            """);
    assertThat(Planning.tensors(planned))
        .doesNotContainKeys("model.layers.0" + ATTENTION, "model.layers.3" + ATTENTION)
        .containsKeys("model.layers.1" + ATTENTION, "model.layers.2" + ATTENTION);
    assertThat(List.of(up(planned, 0), up(planned, 1), up(planned, 2)))
        .containsExactly(Shape.of(9, 4), Shape.of(10, 4), Shape.of(8, 4));
    assertThat(planned.plan().config().orElseThrow().get("block_configs").toString())
        .isEqualTo("[{\"n\":1},{\"n\":2},{\"n\":0},{\"n\":1}]");
  }

  @Test
  void unlikeLayersFollowThePolicy() {
    assertThat(models.plan(shifted("error")).problems())
        .extracting(Problem::code)
        .containsOnly("missing-tensor", "shape-mismatch");

    Planned planned = models.planned(shifted("base"));
    assertThat(Planning.leaves(planned, "model.layers.0" + ATTENTION))
        .containsExactly("0:model.layers.0" + ATTENTION);
    assertThat(up(planned, 0)).isEqualTo(Shape.of(8, 4));

    assertThat(up(models.planned(shifted("[{filter: mlp, value: submatrix}, {value: base}]")), 1))
        .isEqualTo(Shape.of(9, 4));
  }

  private static String shifted(String policy) {
    return """
    merge_method: linear
    slices:
      - sources:
          - {model: a, layer_range: [0, 2]}
          - {model: b, layer_range: [1, 3]}
    parameters: {weight: 1}
    on_mismatch: %s
    """
        .formatted(policy);
  }

  private static Shape up(Planned planned, int layer) {
    return Planning.tensors(planned).get("model.layers." + layer + ".mlp.up_proj.weight").shape();
  }
}
