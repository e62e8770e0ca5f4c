package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.plan.TensorExpression.Submatrix;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.recipe.Problem.Severity;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.planner.planning.PlanResult.Planned;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnMismatchTest {

  private static final String NORM = "model.norm.weight";
  private static final String HEAD = "lm_head.weight";
  private static final String EMBEDDING = "model.embed_tokens.weight";

  private static final String FREQUENCIES = "model.layers.0.self_attn.rotary_emb.inv_freq";

  private final Planning models =
      Planning.of(
          TestCheckpoint.llama("base", 2),
          TestCheckpoint.llama("a", 2),
          TestCheckpoint.llama("wide", 2).with(NORM, 6),
          TestCheckpoint.llama("wordy", 2).with(EMBEDDING, 13, 4).with(HEAD, 13, 4),
          TestCheckpoint.llama("terse", 2).with(EMBEDDING, 7, 4).with(HEAD, 7, 4),
          TestCheckpoint.llama("poor", 2).without(NORM),
          TestCheckpoint.llama("rich", 2).with("model.extra.weight", 3),
          TestCheckpoint.llama("old", 2).with(FREQUENCIES, 4),
          TestCheckpoint.llama("older", 2).with(FREQUENCIES, 4),
          TestCheckpoint.llama("flat", 2).with(NORM, 2, 2),
          TestCheckpoint.llama("counted", 2).with(NORM, DType.I32, 6));

  @Test
  void theBaseStandsForTensorsOfOtherShapes() {
    PlanResult result = models.plan(ties("wide", "base"));

    assertThat(expression(result.planned().orElseThrow(), NORM))
        .isInstanceOfSatisfying(Stored.class, norm -> assertThat(norm.file()).isZero());
    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("tensors-kept");
              assertThat(problem.severity()).isEqualTo(Severity.WARNING);
              assertThat(problem.path()).isEqualTo("base_model");
              assertThat(problem.message()).contains(NORM);
            });
  }

  @Test
  void withoutABaseTheFirstModelThatHasATensorGivesIt() {
    Planned planned =
        models.planned(
            """
            merge_method: linear
            models: [{model: poor}, {model: a}, {model: wide}]
            parameters: {weight: 1}
            on_mismatch: base
            """);
    assertThat(Planning.leaves(planned, NORM)).containsExactly("1:" + NORM);
  }

  @Test
  void tensorsThatTheBaseLacksAreKeptToo() {
    Planned planned = models.planned(ties("rich", "base"));
    assertThat(Planning.leaves(planned, "model.extra.weight"))
        .containsExactly("1:model.extra.weight");
  }

  @Test
  void buffersThatOnlySomeModelsStoreAreLeftOut() {
    String recipe =
        """
        merge_method: linear
        models: [{model: a}, {model: old}]
        parameters: {weight: 1}
        """;
    PlanResult result = models.plan(recipe);

    assertThat(Planning.tensors(result.planned().orElseThrow())).doesNotContainKey(FREQUENCIES);
    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("buffers-dropped");
              assertThat(problem.message()).contains(FREQUENCIES, "old");
            });
    assertThat(Planning.tensors(models.planned(recipe.replace("{model: a}", "{model: older}"))))
        .containsKey(FREQUENCIES);
  }

  @Test
  void filtersChooseThePolicyOfATensor() {
    String filtered = "[{filter: norm, value: base}, {filter: '*', value: error}]";
    assertThat(expression(models.planned(ties("wide", filtered)), NORM)).isInstanceOf(Stored.class);
    assertThat(codes(ties("wide", "[{filter: lm_head, value: base}]")))
        .containsExactly("shape-mismatch");
  }

  @Test
  void theCommonCornerIsMerged() {
    PlanResult result = models.plan(ties("wide", "submatrix"));

    assertThat(expression(result.planned().orElseThrow(), NORM))
        .isInstanceOfSatisfying(
            Merge.class,
            merge -> {
              assertThat(merge.shape()).isEqualTo(Shape.of(4));
              assertThat(merge.operands().getLast().expression()).isInstanceOf(Stored.class);
              assertThat(merge.operands().getFirst().expression()).isInstanceOf(Submatrix.class);
            });
    assertThat(result.problems()).extracting(Problem::code).containsExactly("tensors-cut");
  }

  @Test
  void cornersOfUnequalRanksAndOfIntegersAreRefused() {
    assertThat(codes(ties("flat", "submatrix"))).containsExactly("shape-mismatch");
    assertThat(codes(ties("counted", "submatrix"))).containsExactly("shape-mismatch");
  }

  @Test
  void rowsOfTokensAreCutWithoutBeingAsked() {
    PlanResult result = models.plan(ties("wordy", "[]"));

    Planned planned = result.planned().orElseThrow();
    assertThat(expression(planned, EMBEDDING).shape()).isEqualTo(Shape.of(10, 4));
    assertThat(expression(planned, HEAD).shape()).isEqualTo(Shape.of(10, 4));
    assertThat(planned.plan().config().orElseThrow().get("vocab_size").intValue()).isEqualTo(10);
    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("tensors-cut");
              assertThat(problem.path()).isEqualTo("models[0].model");
              assertThat(problem.message())
                  .contains(EMBEDDING + " from [13, 4] to [10, 4]")
                  .contains(HEAD);
            });
  }

  @Test
  void theConfigGivesTheRowsThatAreWritten() {
    Planned planned = models.planned(ties("terse", "[]"));
    assertThat(expression(planned, EMBEDDING).shape()).isEqualTo(Shape.of(7, 4));
    assertThat(planned.plan().config().orElseThrow().get("vocab_size").intValue()).isEqualTo(7);
  }

  @Test
  void rowsOfTokensAreNotCutWhereTheRecipeForbidsIt() {
    assertThat(codes(ties("wordy", "error"))).containsExactly("shape-mismatch");
  }

  @Test
  void partsDoNotDivideWhatIsCut() {
    Planning large =
        Planning.of(
                new TestCheckpoint("a").with("embed.weight", 3000, 1000),
                new TestCheckpoint("b").with("embed.weight", 4000, 1000))
            .sizes(1L << 40, 5 << 20);
    Planned planned =
        large.planned(
            """
            merge_method: linear
            models: [{model: a}, {model: b}]
            parameters: {weight: 1}
            """);
    assertThat(planned.summary().parts()).isEqualTo(1);
  }

  private List<String> codes(String recipe) {
    return models.plan(recipe).problems().stream().map(Problem::code).toList();
  }

  private static TensorExpression expression(Planned planned, String tensor) {
    return Planning.tensors(planned).get(tensor).expression();
  }

  private static String ties(String model, String policy) {
    return """
    merge_method: ties
    base_model: base
    models: [{model: %s, parameters: {weight: 1}}]
    on_mismatch: %s
    """
        .formatted(model, policy);
  }
}
