package io.mergefarm.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StageRecipesTest {

  private static final String YAML =
      """
      # three stages
      name: idle
      merge_method: linear
      models: [model: z]
      --- {name: first, merge_method: linear,
      models: [model: a]}
      ---
      name: second
      merge_method: linear
      models: [model: first, model: b]  # b
      ...
      ---
      merge_method: linear
      models: [{model: second}, {model: first}]
      """
          .replace("[model: first, model: b]", "[{model: first}, {model: b}]");

  @Test
  void eachStageHasTheDocumentsThatItNeeds() {
    Map<String, String> stages = StageRecipes.of(YAML, new RecipeParser().parse(YAML));

    assertThat(stages).containsOnlyKeys("first", "second");
    ParsedRecipe first = new RecipeParser().parse(stages.get("first"));
    assertThat(first.problems()).isEmpty();
    assertThat(first.stages()).hasSize(1);
    assertThat(first.recipe().orElseThrow().name()).contains("first");
    ParsedRecipe second = new RecipeParser().parse(stages.get("second"));
    assertThat(second.problems()).isEmpty();
    assertThat(second.recipe().orElseThrow().name()).contains("second");
    assertThat(second.models()).extracting(ModelReference::text).containsExactly("a", "b");
  }

  @Test
  void aRecipeOfOneDocumentHasNone() {
    String yaml = "name: only\nmerge_method: linear\nmodels: [model: a]\n";
    assertThat(StageRecipes.of(yaml, new RecipeParser().parse(yaml))).isEmpty();
  }
}
