package io.mergefarm.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.recipe.Mixture.Expert;
import io.mergefarm.contracts.recipe.Mixture.GateMode;
import io.mergefarm.contracts.safetensors.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recipes that put a mixture of experts together. */
class MixtureGrammarTest {

  private static Recipe read(String yaml) {
    ParsedRecipe parsed = new RecipeParser().parse(yaml);
    assertThat(parsed.problems()).isEmpty();
    return parsed.recipe().orElseThrow();
  }

  @Test
  void readsAllKeys() {
    Recipe recipe =
        read(
            """
            base_model: base
            gate_mode: cheap_embed
            experts_per_token: 1
            architecture: qwen
            dtype: bfloat16
            experts:
              - source_model: code
                positive_prompts: [def, return]
                negative_prompts: once
                noise_scale: 0.1
                residual_scale: 50%
              - source_model: prose
                positive_prompts:
                  - once
            shared_experts:
              - source_model: base
                positive_prompts: [the]
            """);
    assertThat(recipe.composition())
        .isEqualTo(
            new Mixture(
                List.of(
                    new Expert(
                        ModelReference.of("code"),
                        List.of("def", "return"),
                        List.of("once"),
                        0.1,
                        0.5),
                    new Expert(ModelReference.of("prose"), List.of("once"), List.of(), 0, 1)),
                List.of(new Expert(ModelReference.of("base"), List.of("the"), List.of(), 0, 1)),
                GateMode.CHEAP_EMBED,
                1,
                java.util.Optional.of("qwen")));
    assertThat(recipe.dtype()).contains(DType.BF16);
    assertThat(recipe.mergeMethod()).isEqualTo(Mixture.METHOD);
    assertThat(ModelMention.of(recipe))
        .extracting(mention -> mention.path() + " " + mention.model().text())
        .containsExactly(
            "base_model base",
            "experts[0].source_model code",
            "experts[1].source_model prose",
            "shared_experts[0].source_model base");
  }

  @Test
  void gatesTakeHiddenStatesUnlessTheRecipeSaysOtherwise() {
    ParsedRecipe parsed =
        new RecipeParser()
            .parse("base_model: a\nexperts: [{source_model: b}, {source_model: c}]\n");
    Mixture mixture = (Mixture) parsed.recipe().orElseThrow().composition();
    assertThat(mixture.gateMode()).isEqualTo(GateMode.HIDDEN);
    assertThat(mixture.expertsPerToken()).isEqualTo(2);
    assertThat(UnsupportedFeatures.in(parsed))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("not-supported-yet");
              assertThat(problem.path()).isEqualTo("experts");
              assertThat(problem.fix().orElseThrow()).contains("cheap_embed or random");
            });
  }

  @Test
  void aForwardPassIsRefusedWhereItIsAskedFor() {
    ParsedRecipe parsed =
        new RecipeParser()
            .parse("base_model: a\ngate_mode: hidden_avg\nexperts: [{source_model: b}]\n");
    assertThat(UnsupportedFeatures.in(parsed))
        .extracting(Problem::path)
        .containsExactly("gate_mode");
  }
}
