package io.mergefarm.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnsupportedFeaturesTest {

  private static List<String> found(String yaml) {
    ParsedRecipe parsed = new RecipeParser().parse(yaml);
    assertThat(parsed.problems()).isEmpty();
    return UnsupportedFeatures.in(parsed).stream().map(Problem::toString).toList();
  }

  @Test
  void listsThemWithTheirPlaces() {
    assertThat(
            found(
                """
                merge_method: linear
                base_model: {model: a, override_architecture: X}
                models:
                  - model: a+lora
                  - source: b+lora
                """))
        .containsExactly(
            "2:13: error [not-supported-yet] Overriding the architecture is not supported yet.");
  }

  @Test
  void looksIntoSlices() {
    assertThat(
            found(
                """
                merge_method: linear
                slices:
                  - base_model: {model: a, override_architecture: X}
                    sources:
                      - model: {model: b, override_architecture: X}
                        layer_range: [0, 1]
                """))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("3:17: ");
  }

  @Test
  void looksIntoModules() {
    assertThat(
            found(
                """
                merge_method: linear
                modules:
                  text: {models: [model: {model: a, override_architecture: X}]}
                """))
        .containsExactly(
            "3:26: error [not-supported-yet] Overriding the architecture is not supported yet.");
  }

  @Test
  void findsNothingInGradientsFiltersAndSlices() {
    assertThat(
            found(
                """
                merge_method: slerp
                slices:
                  - sources:
                      - {model: a, layer_range: [0, 2]}
                      - {model: b, layer_range: [0, 2]}
                parameters:
                  t: [{filter: mlp, value: [0, 1]}, {value: 0.5}]
                dtype: bfloat16
                """))
        .isEmpty();
  }
}
