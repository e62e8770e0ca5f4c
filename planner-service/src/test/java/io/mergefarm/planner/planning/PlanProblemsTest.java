package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.recipe.Problem.Severity;
import io.mergefarm.contracts.safetensors.DType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;

class PlanProblemsTest {

  private final Planning models =
      Planning.of(
          TestCheckpoint.llama("a", 3),
          TestCheckpoint.llama("b", 3),
          TestCheckpoint.llama("counterpart", 3),
          TestCheckpoint.llama("deep", 4),
          TestCheckpoint.llama("wide", 3).with("model.norm.weight", 6),
          TestCheckpoint.llama("poor", 3).without("model.layers.1.mlp.up_proj.weight"),
          TestCheckpoint.llama("counted", 3).with("model.norm.weight", DType.I32, 4));

  @Test
  void anUnknownMethodHasItsPlaceAndASuggestion() {
    only("models: [{model: a}]\nmerge_method: slrep\n")
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("unknown-method");
              assertThat(problem.severity()).isEqualTo(Severity.ERROR);
              assertThat(problem.line()).isEqualTo(2);
              assertThat(problem.fix()).contains("Did you mean slerp?");
            });
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertThat(
            models
                .plan(
                    """
                    merge_method: tise
                    models:
                      - model: gone
                      - model: also+lora
                    """)
                .problems())
        .extracting(Problem::line, Problem::code)
        .containsExactly(
            tuple(1, "unknown-method"),
            tuple(3, "model-unavailable"),
            tuple(4, "model-unavailable"),
            tuple(4, "model-unavailable"));
  }

  @Test
  void tooManyModels() {
    only("""
    merge_method: slerp
    base_model: a
    models: [{model: b}, {model: counterpart}]
    parameters: {t: 0.5}
    """)
        .satisfies(problem -> assertThat(problem.code()).isEqualTo("wrong-arity"));
  }

  @Test
  void aMissingBase() {
    only("merge_method: ties\nmodels: [{model: a, parameters: {weight: 1}}]\n")
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("missing-base-model");
              assertThat(problem.line()).isEqualTo(1);
            });
  }

  @Test
  void probabilitiesThatAreNone() {
    only("""
    merge_method: della
    base_model: a
    models:
      - {model: b, parameters: {weight: 1, density: 0.6}}
      - {model: counterpart, parameters: {weight: 1, density: 0.85}}
    """)
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("illegal-combination");
              assertThat(problem.severity()).isEqualTo(Severity.ERROR);
              assertThat(problem.path()).isEqualTo("models[1].parameters");
              assertThat(problem.line()).isEqualTo(5);
              assertThat(problem.message()).contains("density 0.85 plus and minus epsilon 0.15");
            });
    String ends =
        """
        merge_method: della
        base_model: a
        models: [{model: b, parameters: {weight: 1, density: D}}]
        """;
    for (String density : new String[] {"0", "1", "0.5"}) {
      assertThat(models.plan(ends.replace("density: D", "density: " + density)).problems())
          .isEmpty();
    }
  }

  @Test
  void aQuirkThatTouchesATensorIsToldOf() {
    String recipe =
        """
        quirks: %s
        merge_method: breadcrumbs
        base_model: a
        models: [{model: b, parameters: {weight: 1, density: 0.5}}]
        """;
    only(recipe.formatted("mergekit"))
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("quirk");
              assertThat(problem.severity()).isEqualTo(Severity.WARNING);
              assertThat(problem.message()).contains("gamma 0.01 is no whole outlier");
              assertThat(problem.fix())
                  .hasValueSatisfying(fix -> assertThat(fix).contains("quirks: none"));
            });
    assertThat(models.plan(recipe.formatted("none")).problems()).isEmpty();
    String dense = recipe.replace("density: 0.5", "density: 1");
    assertThat(models.plan(dense.formatted("mergekit")).problems()).isEmpty();
  }

  @Test
  void aMissingParameterStandsAtItsModel() {
    only("""
    merge_method: linear
    models:
      - {model: a, parameters: {weight: 1}}
      - {model: b}
    """)
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("missing-parameter");
              assertThat(problem.path()).isEqualTo("models[1].parameters.weight");
              assertThat(problem.line()).isEqualTo(4);
              assertThat(problem.message()).contains("weight").contains(" of b");
            });
  }

  @Test
  void aMissingParameterOfTheMergeStandsAtTheMethod() {
    only("base_model: a\nmodels: [{model: b}]\nmerge_method: slerp\n")
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("missing-parameter");
              assertThat(problem.line()).isEqualTo(3);
            });
  }

  @Test
  void aWayThatBeginsNowhere() {
    only("models: [{model: a}, {model: counterpart}]\nmerge_method: slerp\nparameters: {t: 0.5}\n")
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("missing-base-model");
              assertThat(problem.fix().orElseThrow()).contains("base_model", "weight");
            });
  }

  @Test
  void aWeightThatOnlyOneModelHas() {
    only("""
        models: [{model: a, parameters: {weight: 1}}, {model: counterpart}]
        merge_method: slerp
        """)
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("missing-parameter");
              assertThat(problem.fix().orElseThrow()).contains("weight");
            });
  }

  @Test
  void threeModelsForTwo() {
    String models =
        Stream.of("a", "counterpart", "b")
            .map("{model: %s, parameters: {weight: 1}}"::formatted)
            .collect(Collectors.joining(", ", "[", "]"));
    for (String method : List.of("slerp", "nuslerp")) {
      only("models: " + models + "\nmerge_method: " + method + "\n")
          .satisfies(problem -> assertThat(problem.code()).isEqualTo("wrong-arity"));
    }
  }

  @Test
  void anUnknownParameter() {
    only(linear("b", "wieght: 2"))
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("unknown-parameter");
              assertThat(problem.path()).isEqualTo("models[1].parameters.wieght");
              assertThat(problem.fix()).contains("Did you mean weight?");
            });
  }

  @Test
  void aParameterOfAnotherMethodIsIgnoredWithAWarning() {
    only(linear("b", "density: 0.5"))
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("unknown-parameter");
              assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            });
  }

  @Test
  void aParameterOfTheMergeAtAModelIsIgnoredWithAWarning() {
    only(linear("b", "normalize: false"))
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("misplaced-parameter");
              assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            });
  }

  @Test
  void anIllegalValue() {
    only(linear("b", "weight: 1") + "parameters: {normalize: 0.5}\n")
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("illegal-value");
              assertThat(problem.path()).isEqualTo("parameters.normalize");
            });
  }

  @Test
  void aFilterThatMatchesNothing() {
    only(linear("b", "weight: [{filter: self_atn, value: 1}, {value: 2}]"))
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("unused-filter");
              assertThat(problem.severity()).isEqualTo(Severity.WARNING);
              assertThat(problem.message()).contains("self_atn");
              assertThat(problem.line()).isEqualTo(4);
            });
  }

  @Test
  void aValueThatNearerOnesHide() {
    only("""
    merge_method: linear
    models:
      - {model: a, parameters: {weight: 1}}
      - {model: b, parameters: {weight: 2}}
    parameters: {weight: 3}
    """)
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("unused-parameter");
              assertThat(problem.severity()).isEqualTo(Severity.WARNING);
              assertThat(problem.path()).isEqualTo("parameters.weight");
            });
  }

  @Test
  void aModelWithoutConfig() {
    Planning bare = Planning.of(new TestCheckpoint("a").withoutConfig().with("x", 2));
    assertThat(bare.plan("merge_method: passthrough\nmodels: [model: a]\n").problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("missing-config");
              assertThat(problem.fix().orElseThrow()).contains("raw: true");
            });
  }

  @Test
  void differingShapes() {
    only(linear("wide", "weight: 1"))
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("shape-mismatch");
              assertThat(problem.path()).isEqualTo("models[1].model");
              assertThat(problem.message()).contains("model.norm.weight is [6], in a [4]");
            });
  }

  @Test
  void aMissingTensor() {
    only(linear("poor", "weight: 1"))
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("missing-tensor");
              assertThat(problem.message())
                  .contains("poor lacks")
                  .contains("model.layers.1.mlp.up_proj.weight");
            });
  }

  @Test
  void aHeadIsNotReplacedWhereTheConfigSaysItIsNotTied() {
    Planning untied =
        Planning.of(
            TestCheckpoint.llama("a", 3), TestCheckpoint.llama("b", 3).without("lm_head.weight"));

    assertThat(untied.plan(linear("b", "weight: 1")).problems())
        .extracting(Problem::code)
        .containsExactly("missing-tensor");
  }

  @Test
  void integersAmongFloats() {
    only(linear("counted", "weight: 1"))
        .satisfies(problem -> assertThat(problem.code()).isEqualTo("dtype-mismatch"));
  }

  @Test
  void differingDepths() {
    only(linear("deep", "weight: 1"))
        .satisfies(problem -> assertThat(problem.code()).isEqualTo("layer-count"));
  }

  @Test
  void aLayerRangeBeyondTheModel() {
    only("""
    merge_method: passthrough
    slices:
      - sources:
          - model: a
            layer_range: [1, 4]
    """)
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("layer-range");
              assertThat(problem.line()).isEqualTo(5);
              assertThat(problem.message()).contains("a has 3 layers").contains("[1, 4]");
            });
  }

  @Test
  void layerRangesOfUnequalLength() {
    only("""
    merge_method: linear
    parameters: {weight: 1}
    slices:
      - sources:
          - {model: a, layer_range: [0, 3]}
          - {model: b, layer_range: [0, 2]}
    """)
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("layer-range");
              assertThat(problem.line()).isEqualTo(6);
            });
  }

  @Test
  void differingContexts() {
    Planning planning =
        Planning.of(
            TestCheckpoint.llama("a", 1).config("{'rope_theta': 1e4}"),
            TestCheckpoint.llama("b", 1).config("{'rope_theta': 1e6}"));

    assertThat(planning.plan(linear("b", "weight: 1")).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("configs-differ");
              assertThat(problem.message()).contains("rope_theta");
              assertThat(problem.path()).isEqualTo("models[1].model");
            });
  }

  @Test
  void onlyWarningsLeaveAPlan() {
    assertThat(models.plan(linear("b", "density: 0.5")).planned()).isPresent();
    assertThat(models.plan(linear("wide", "weight: 1")).planned()).isEmpty();
  }

  private static String linear(String second, String parameters) {
    String extra = parameters.startsWith("weight") ? parameters : "weight: 1, " + parameters;
    return """
    merge_method: linear
    models:
      - {model: a, parameters: {weight: 1}}
      - {model: %s, parameters: {%s}}
    """
        .formatted(second, extra);
  }

  private ObjectAssert<Problem> only(String recipe) {
    return assertThat(models.plan(recipe).problems()).singleElement();
  }
}
