package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.planner.tokenizer.Tokenizers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models that differ in what the output can have only once. */
class DifferencesTest {

  private static final String RECIPE =
      """
      merge_method: linear
      models: [{model: a}, {model: b}]
      parameters: {weight: 1}
      """;

  private final Planning models =
      Planning.of(
          TestCheckpoint.llama("a", 1), TestCheckpoint.llama("b", 1), TestCheckpoint.llama("c", 1));

  @Test
  void tokensOfOtherRows() {
    models
        .with("a", Tokenizers.words("<s>", "x", "y"))
        .with("b", Tokenizers.words("<s>", "y", "x", "z"));
    assertThat(problems(RECIPE))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("vocabularies-differ");
              assertThat(problem.path()).isEqualTo("models[1].model");
              assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
              assertThat(problem.message()).startsWith("3 tokens of b");
            });
    assertThat(problems(RECIPE + "tokenizer_source: union\n")).isEmpty();
  }

  @Test
  void filesThatOnlyLookDifferentHoldTheSameTokens() {
    models
        .with(
            "a",
            Tokenizers.files("tokenizer.json", "{'model': {'type': 'BPE', 'vocab': {'x': 0}}}"))
        .with(
            "b",
            Tokenizers.files("tokenizer.json", "{'model': {'type': 'BPE', 'vocab':  {'x':0}}}"));
    assertThat(problems(RECIPE)).isEmpty();
  }

  @Test
  void chatTemplates() {
    models.with("b", Tokenizers.talking("<s>", "x"));
    assertThat(problems(RECIPE))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("chat-templates-differ");
              assertThat(problem.path()).isEqualTo("models[1].model");
              assertThat(problem.message()).contains("has none");
            });
    models.with("a", Tokenizers.talking("<s>", "x"));
    assertThat(problems(RECIPE)).isEmpty();
    models.with("a", Tokenizers.files("chat_template.jinja", "{{ messages }}"));
    assertThat(problems(RECIPE))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("differs from that of a"));
    assertThat(problems(RECIPE + "chat_template: auto\n")).isEmpty();
  }

  @Test
  void theTemplateThatIsKeptIsThatOfTheTokenizer() {
    models
        .with("a", Tokenizers.words("<s>", "x"))
        .with("b", Tokenizers.talking("<s>", "x"))
        .with("c", Tokenizers.words("<s>", "x"));
    assertThat(problems(RECIPE + "tokenizer_source: b\n")).isEmpty();
    assertThat(problems(RECIPE + "tokenizer_source: c\n"))
        .extracting(Problem::code)
        .containsExactly("chat-templates-differ");
  }

  @Test
  void contextsHoweverTheyAreWritten() {
    String old =
        "{'rope_theta': 10000, 'sliding_window': null, 'rope_scaling': {'type': 'yarn', 'factor': 4}}";
    String today = "{'rope_parameters': {'rope_theta': 1e4, 'rope_type': 'yarn', 'factor': 4.0}}";
    configs(old, today);
    assertThat(problems(RECIPE)).isEmpty();
    configs(
        "{'rope_theta': 1e4}", "{'rope_parameters': {'rope_theta': 1e4, 'rope_type': 'default'}}");
    assertThat(problems(RECIPE)).isEmpty();

    configs(old, today.replace("4.0", "8"));
    assertThat(problems(RECIPE))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("configs-differ");
              assertThat(problem.message()).contains("rope_scaling").doesNotContain("rope_theta");
            });
    configs(old, today.replace("1e4", "1e6"));
    assertThat(problems(RECIPE))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .contains("rope_theta is 1000000.0 instead of 10000")
                    .doesNotContain("rope_scaling"));
  }

  private void configs(String ofA, String ofB) {
    models
        .with(TestCheckpoint.llama("a", 1).config(ofA).index())
        .with(TestCheckpoint.llama("b", 1).config(ofB).index());
  }

  @Test
  void licencesOfAllStages() {
    models.licence("a", "mit").licence("b", "mit");
    assertThat(problems(RECIPE)).isEmpty();
    models.licence("c", "llama3");
    String stages =
        "name: soup\n"
            + RECIPE
            + """
            ---
            merge_method: linear
            models: [{model: soup}, {model: c}]
            parameters: {weight: 1}
            """;
    assertThat(problems(stages))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("licences-differ");
              assertThat(problem.path()).isEqualTo("documents[1].models[1].model");
              assertThat(problem.message()).contains("a mit, b mit, c llama3");
            });
  }

  @Test
  void licencesOfAdapters() {
    models
        .with(
            TestCheckpoint.adapter("ad", "{'peft_type': 'LORA', 'r': 2, 'lora_alpha': 8}")
                .factors("model.layers.0.mlp.up_proj", 2, 8, 4)
                .index())
        .licence("b", "mit")
        .licence("ad", "llama3");
    assertThat(problems(RECIPE.replace("model: b", "model: b+ad")))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("licences-differ");
              assertThat(problem.message()).contains("b mit, ad llama3");
            });
  }

  private List<Problem> problems(String recipe) {
    PlanResult result = models.plan(recipe);
    assertThat(result.planned()).isPresent();
    return result.problems();
  }
}
