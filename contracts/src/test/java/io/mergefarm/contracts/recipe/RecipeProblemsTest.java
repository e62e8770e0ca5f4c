package io.mergefarm.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.recipe.Problem.Severity;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeProblemsTest {
  private static final String MODELS = "merge_method: m\nmodels: [model: a]\n";
  private static final String SLICE = "merge_method: m\nslices:\n- sources:\n  - model: a\n";

  private final RecipeParser parser = new RecipeParser();

  /** Recipes with one mistake each, and line, column, code and path of it. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("", "0:0 empty-recipe "),
        mistake("# nothing\n", "0:0 empty-recipe "),
        mistake("---\n", "0:0 empty-recipe "),
        mistake("- a\n", "1:1 wrong-type "),
        mistake("just text", "1:1 wrong-type "),
        mistake("merge_method: [a\n", "2:1 yaml-syntax "),
        mistake("a: 1\n  b: 2\n", "2:4 yaml-syntax "),
        mistake("a: 1\n\tb: 2\n", "2:1 yaml-syntax "),
        mistake(MODELS + "name: \"\u0007\"\n", "3:8 yaml-syntax "),
        mistake(MODELS + "name: \"\\UFFFFFFFF\"\n", "0:0 yaml-syntax "),
        mistake(MODELS + "base_model: *x\n", "3:13 yaml-syntax "),
        mistake("models: [model: a]\n", "1:1 missing-key "),
        mistake("merge_method:\nmodels: [model: a]\n", "1:1 missing-key merge_method"),
        mistake("merge_method: [m]\nmodels: [model: a]\n", "1:15 wrong-type merge_method"),
        mistake("merge_method: m\n", "1:1 missing-models "),
        mistake("merge_method: m\nmodels: []\n", "1:1 missing-models "),
        mistake(MODELS + "slices: [{}]\n", "3:9 conflicting-keys slices"),
        mistake("merge_method: m\nmodels: a\n", "2:9 wrong-type models"),
        mistake("merge_method: m\nmodels: [a]\n", "2:10 wrong-type models[0]"),
        mistake("merge_method: m\nmodels:\n- parameters: {w: 1}\n", "3:3 missing-key models[0]"),
        mistake(
            "merge_method: m\nmodels:\n- model: a\n  source: b\n",
            "4:11 conflicting-keys models[0].source"),
        mistake(
            "merge_method: m\nmodels:\n- model: a\n  weight: 1\n",
            "4:3 unknown-key models[0].weight"),
        mistake(MODELS + "base_modle: b\n", "3:1 unknown-key base_modle"),
        mistake(MODELS + "? [a]\n: b\n", "3:3 invalid-key "),
        mistake(MODELS + "~: b\n", "3:1 invalid-key "),
        mistake(MODELS + "<<: b\n", "3:1 invalid-key "),
        mistake(MODELS + "merge_method: n\n", "3:1 duplicate-key "),
        mistake(MODELS + "name: !!python/name:os.system x\n", "3:7 tag-not-allowed name"),
        mistake(MODELS + "name: !mine x\n", "3:7 tag-not-allowed name"),
        mistake(MODELS + "parameters: 1\n", "3:13 wrong-type parameters"),
        mistake(MODELS + "parameters: {w: half}\n", "3:17 invalid-number parameters.w"),
        mistake(MODELS + "parameters: {w: }\n", "3:14 invalid-number parameters.w"),
        mistake(MODELS + "parameters: {w: .inf}\n", "3:17 invalid-number parameters.w"),
        mistake(MODELS + "parameters: {w: .nan}\n", "3:17 invalid-number parameters.w"),
        mistake(MODELS + "parameters: {w: 1e999}\n", "3:17 invalid-number parameters.w"),
        mistake(MODELS + "parameters: {w: !!int x}\n", "3:17 invalid-number parameters.w"),
        mistake(MODELS + "parameters: {w: !!float ''}\n", "3:17 invalid-number parameters.w"),
        mistake(MODELS + "parameters: {w: [1, b]}\n", "3:21 invalid-number parameters.w[1]"),
        mistake(MODELS + "parameters: {w: [[1]]}\n", "3:18 invalid-number parameters.w[0]"),
        mistake(MODELS + "parameters: {w: []}\n", "3:17 empty-gradient parameters.w"),
        mistake(MODELS + "parameters: {w: [1, {value: 2}]}\n", "3:21 mixed-list parameters.w[1]"),
        mistake(MODELS + "parameters: {w: [{value: 2}, 1]}\n", "3:30 mixed-list parameters.w[1]"),
        mistake(
            MODELS + "parameters: {w: {filter: [a], value: 1}}\n",
            "3:26 invalid-filter parameters.w.filter"),
        mistake(MODELS + "parameters: {w: [{filter: a}]}\n", "3:18 missing-key parameters.w[0]"),
        mistake(
            MODELS + "parameters: {w: [{value: []}]}\n",
            "3:26 empty-gradient parameters.w[0].value"),
        mistake(
            MODELS + "parameters: {w: [{value: {value: 1}}]}\n",
            "3:26 invalid-number parameters.w[0].value"),
        mistake(
            MODELS + "parameters: {w: [{value: 1, filer: a}]}\n",
            "3:29 unknown-key parameters.w[0].filer"),
        mistake(MODELS + "base_model: a+b+c\n", "3:13 invalid-model-reference base_model"),
        mistake(MODELS + "base_model: a@b@c\n", "3:13 invalid-model-reference base_model"),
        mistake(MODELS + "base_model: a@\n", "3:13 invalid-model-reference base_model"),
        mistake(MODELS + "base_model: a+\n", "3:13 invalid-model-reference base_model"),
        mistake(MODELS + "base_model: ''\n", "3:13 invalid-model-reference base_model"),
        mistake(MODELS + "base_model: \"a\\0\"\n", "3:13 invalid-model-reference base_model"),
        mistake(MODELS + "base_model: [a]\n", "3:13 wrong-type base_model"),
        mistake(MODELS + "base_model: {path: a, model: b}\n", "3:14 unknown-key base_model.path"),
        mistake(MODELS + "base_model: {lora: a}\n", "3:13 missing-key base_model"),
        mistake(MODELS + "dtype: bf16\n", "3:8 unknown-dtype dtype"),
        mistake(MODELS + "dtype: float64\n", "3:8 unsupported-dtype dtype"),
        mistake(MODELS + "out_dtype: torch.int64\n", "3:12 unsupported-dtype out_dtype"),
        mistake(MODELS + "quirks: some\n", "3:9 unknown-quirks quirks"),
        mistake(MODELS + "raw: maybe\n", "3:6 invalid-number raw"),
        mistake(MODELS + "raw: true\nchat_template: auto\n", "4:16 conflicting-keys chat_template"),
        mistake(MODELS + "on_mismatch: skip\n", "3:14 unknown-policy on_mismatch"),
        mistake(MODELS + "on_mismatch: [{filter: mlp}]\n", "3:15 missing-key on_mismatch[0]"),
        mistake(
            MODELS + "on_mismatch: {value: base, policy: x}\n",
            "3:28 unknown-key on_mismatch.policy"),
        mistake("merge_method: m\nslices:\n- parameters: {}\n", "3:3 missing-key slices[0]"),
        mistake(
            "merge_method: m\nslices:\n- sources: []\n", "3:12 missing-models slices[0].sources"),
        mistake(SLICE, "4:5 missing-key slices[0].sources[0]"),
        mistake(SLICE + "    layer_range: 4\n", range("5:18")),
        mistake(SLICE + "    layer_range: [4]\n", range("5:18")),
        mistake(SLICE + "    layer_range: [0, 2, 4]\n", range("5:18")),
        mistake(SLICE + "    layer_range: [4, 2]\n", range("5:18")),
        mistake(
            SLICE + "    layer_range: [-1, 2]\n",
            "5:19 invalid-number slices[0].sources[0].layer_range[0]"),
        mistake(
            SLICE + "    layer_range: [0, 2.5]\n",
            "5:22 invalid-number slices[0].sources[0].layer_range[1]"),
        mistake(
            SLICE + "    layer_range: [0, 3000000000]\n",
            "5:22 invalid-number slices[0].sources[0].layer_range[1]"),
        mistake(
            SLICE + "    layer_range: [no, 2]\n",
            "5:19 invalid-number slices[0].sources[0].layer_range[0]"),
        mistake("merge_method: m\nmodules: {text: {}}\n", "2:17 missing-models modules.text"),
        mistake("merge_method: m\nmodules: [a]\n", "2:10 wrong-type modules"),
        mistake(
            MODELS + "tokenizer: {}\ntokenizer_source: base\n",
            "4:19 conflicting-keys tokenizer_source"),
        mistake(MODELS + "tokenizer: union\n", "3:12 wrong-type tokenizer"),
        mistake(
            MODELS + "tokenizer: {pad_to_multiple_of: 0}\n",
            "3:33 invalid-number tokenizer.pad_to_multiple_of"),
        mistake(
            MODELS + "tokenizer: {tokens: {x: {source: {kind: one}}}}\n",
            "3:41 invalid-token-source tokenizer.tokens.x.source.kind"),
        mistake(
            MODELS + "tokenizer: {tokens: {x: {source: {kind: model_token, model: a}}}}\n",
            "3:34 invalid-token-source tokenizer.tokens.x.source"),
        mistake(MODELS + "--- \nmerge_method: n\n", "4:1 missing-models documents[1]"),
        mistake(MODELS + "gate_mode: hidden\n", "3:1 unknown-key gate_mode"),
        mistake("experts:\n- source_model: b\n", "1:1 missing-key "),
        mistake("base_model: a\nexperts: []\n", "2:10 missing-models experts"),
        mistake(
            "merge_method: linear\nbase_model: a\nexperts: [{source_model: b}]\n",
            "1:15 conflicting-keys merge_method"),
        mistake(
            "base_model: a\nexperts: [{source_model: b, noise: 1}]\n",
            "2:29 unknown-key experts[0].noise"),
        mistake(
            "base_model: a\nexperts: [{source_model: b}]\ngate_mode: cheap\n",
            "3:12 unknown-gate-mode gate_mode"),
        mistake(
            "base_model: a\nexperts: [{source_model: b}]\nexperts_per_token: 0\n",
            "3:20 invalid-number experts_per_token"));
  }

  private static String range(String place) {
    return place + " invalid-layer-range slices[0].sources[0].layer_range";
  }

  private static Arguments mistake(String recipe, String problem) {
    return Arguments.of(recipe, problem);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void reportsAMistakeAtItsPlace(String recipe, String problem) {
    ParsedRecipe parsed = parser.parse(recipe);
    assertThat(parsed.problems()).extracting(RecipeProblemsTest::summary).containsExactly(problem);
    assertThat(parsed.recipe()).isEmpty();
  }

  private static String summary(Problem problem) {
    return problem.line() + ":" + problem.column() + " " + problem.code() + " " + problem.path();
  }

  @Test
  void warnsOfWhatHasNoEffect() {
    ParsedRecipe parsed =
        parser.parse(
            """
            merge_method: m
            models:
              - model: a
                layer_range: [0, 4]
                parameters:
                  weight:
                    - value: 1
                    - filter: mlp
                      value: 2
            """);
    assertThat(parsed.problems())
        .extracting(RecipeProblemsTest::summary)
        .containsExactly(
            "4:18 ignored-key models[0].layer_range",
            "8:11 unreachable-case models[0].parameters.weight[1]");
    assertThat(parsed.problems()).extracting(Problem::severity).containsOnly(Severity.WARNING);
    assertThat(parsed.recipe()).isPresent();
  }

  @Test
  void reportsEverythingInTheOrderOfTheRecipe() {
    ParsedRecipe parsed =
        parser.parse(
            """
            dtype: float8
            models:
              - model: a+b+c
                parameters:
                  weight: heavy
              - modle: b
            base-model: c
            tokenizer: {source: union, token: x}
            """);
    assertThat(parsed.problems())
        .extracting(RecipeProblemsTest::summary)
        .containsExactly(
            "1:1 missing-key ",
            "1:8 unknown-dtype dtype",
            "3:12 invalid-model-reference models[0].model",
            "5:15 invalid-number models[0].parameters.weight",
            "6:5 unknown-key models[1].modle",
            "6:5 missing-key models[1]",
            "7:1 unknown-key base-model",
            "8:28 unknown-key tokenizer.token");
  }

  @Test
  void aProblemReadsAsOneSentenceAndWhatToDo() {
    assertThat(parser.parse(MODELS + "base_modle: b\n").problems())
        .extracting(Problem::toString)
        .containsExactly(
            "3:1: error [unknown-key] Unknown key 'base_modle' in the recipe."
                + " Did you mean base_model?");
    assertThat(parser.parse(MODELS + "dtype: torch.bf16\n").problems())
        .extracting(Problem::toString)
        .containsExactly(
            "3:8: error [unknown-dtype] dtype is 'bf16', which is no known element type."
                + " Did you mean bfloat16?");
    assertThat(parser.parse(SLICE + "    layer_range: [4, 2]\n").problems())
        .extracting(Problem::toString)
        .containsExactly(
            "5:18: error [invalid-layer-range] slices[0].sources[0].layer_range must be two whole"
                + " numbers, but ends at 2, before it begins at 4. Write layer_range:"
                + " [start, end], the end exclusive.");
  }

  @Test
  void listsTheKnownKeysWhereNoneIsNear() {
    assertThat(parser.parse("merge_method: m\nmodels: [{model: a, weight: 1}]\n").problems())
        .extracting(problem -> problem.fix().orElseThrow())
        .containsExactly("Known here: model, source, parameters, layer_range.");
  }

  @Test
  void showsForeignTextShortAndWithoutControlCharacters() {
    String text = "\\e[31m" + "x".repeat(200);
    Problem problem = parser.parse(MODELS + "dtype: \"" + text + "\"\n").problems().getFirst();
    assertThat(problem.message()).startsWith("dtype is '\ufffd[31mxxx").hasSizeLessThan(160);
  }

  @Test
  void readsFullWidthPunctuationWithAWarning() {
    ParsedRecipe parsed =
        parser.parse(
            """
            merge_method： passthrough
            slices：
              - sources: # 层：
                  - model: "a， b： c"
                    layer_range: [0， 2]
            """);
    assertThat(parsed.problems())
        .extracting(RecipeProblemsTest::summary)
        .containsExactly(
            "1:13 full-width-punctuation ",
            "2:7 full-width-punctuation ",
            "5:24 full-width-punctuation ");
    assertThat(parsed.recipe().orElseThrow().composition())
        .extracting(slices -> ((Composition.Slices) slices).slices().getFirst().sources())
        .isEqualTo(
            List.of(new Composition.SliceSource(ModelReference.of("a， b： c"), 0, 2, Map.of())));
  }

  @Test
  void pointsAtFullWidthColonsThatItCannotRead() {
    assertThat(parser.parse("merge_method：linear\nmodels:\n- model: a\n").problems())
        .extracting(RecipeProblemsTest::summary)
        .contains("1:13 full-width-punctuation ");
  }

  @Test
  void leavesFullWidthPunctuationInATextThatReadsAsItIs() {
    ParsedRecipe parsed = parser.parse(MODELS + "name: 合并： 一，二\n");
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.recipe().orElseThrow().name()).contains("合并： 一，二");
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "'-'", "'+'", "':'", "0x", "0b", "_", "'.'", "'1:x'", "nan"})
  void aTagMakesNoNumberOfAnyText(String text) {
    for (String tag : List.of("!!int ", "!!float ")) {
      assertThat(parser.parse(MODELS + "parameters: {w: " + tag + text + "}\n").problems())
          .as(tag)
          .extracting(RecipeProblemsTest::summary)
          .containsExactly("3:17 invalid-number parameters.w");
    }
  }

  @Test
  void stopsListingAfterAHundredProblems() {
    StringBuilder recipe = new StringBuilder(MODELS);
    for (int i = 0; i < 150; i++) {
      recipe.append("unknown").append(i).append(": 1\n");
    }
    List<Problem> problems = parser.parse(recipe.toString()).problems();
    assertThat(problems).hasSize(101);
    assertThat(summary(problems.getLast())).isEqualTo("103:1 too-many-problems unknown100");
    assertThat(problems.getLast().message()).contains("50 more");
  }
}
