package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.planner.planning.PlanResult.Planned;
import org.junit.jupiter.api.Test;

/** Merges of bare tensors. */
class RawMergesTest {

  private final Planning models = Planning.of(file("a"), file("b"), file("base"));

  private static TestCheckpoint file(String model) {
    return new TestCheckpoint(model)
        .withoutConfig()
        .with("embed.weight", 30, 4)
        .with("blocks.0.weight", 4, 4)
        .with("blocks.7.weight", 4, 4)
        .with("scale");
  }

  @Test
  void matchesNamesAndHasNoLayers() {
    Planned planned =
        models.planned(
            """
            merge_method: ties
            base_model: base
            raw: true
            models: [{model: a}, {model: b}]
            parameters: {weight: [0.25, 1], density: 0.5}
            """);
    assertThat(planned.plan().config()).isEmpty();
    assertThat(Planning.tensors(planned))
        .containsOnlyKeys("embed.weight", "blocks.0.weight", "blocks.7.weight", "scale");
    Merge last = (Merge) Planning.tensors(planned).get("blocks.7.weight").expression();
    assertThat(last.operands().getFirst().parameters().get("weight")).isEqualTo(0.25);
  }

  @Test
  void numbersInNamesNeedNotAgree() {
    Planning uneven = Planning.of(file("a"), file("b").with("blocks.9.weight", 4, 4));
    assertThat(uneven.plan(linear("error")).problems())
        .extracting(Problem::code)
        .containsExactly("missing-tensor");
    assertThat(Planning.leaves(uneven.planned(linear("base")), "blocks.9.weight")).hasSize(1);
  }

  @Test
  void nothingIsCutUnlessTheRecipeSaysSo() {
    Planning uneven = Planning.of(file("a"), file("b").with("embed.weight", 20, 4));
    assertThat(uneven.plan(linear("error")).problems())
        .extracting(Problem::code)
        .containsExactly("shape-mismatch");
    assertThat(uneven.plan(linear("[]")).problems())
        .extracting(Problem::code)
        .containsExactly("shape-mismatch");
    assertThat(uneven.plan(linear("submatrix")).planned()).isPresent();
  }

  private static String linear(String policy) {
    return """
    merge_method: linear
    raw: true
    models: [{model: a}, {model: b}]
    parameters: {weight: 1}
    on_mismatch: %s
    """
        .formatted(policy);
  }
}
