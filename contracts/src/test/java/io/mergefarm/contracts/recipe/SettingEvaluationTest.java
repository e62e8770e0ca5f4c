package io.mergefarm.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.recipe.Setting.Case;
import io.mergefarm.contracts.recipe.Setting.Conditional;
import io.mergefarm.contracts.recipe.Setting.Gradient;
import io.mergefarm.contracts.recipe.Setting.Scalar;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingEvaluationTest {
  private static final String MLP = "model.layers.3.mlp.up_proj.weight";
  private static final Setting GRADIENT = new Gradient(List.of(0.1, 0.2, 0.7));

  private static double value(Setting setting, double t) {
    return SettingEvaluation.value(setting, MLP, t).orElseThrow();
  }

  @Test
  void aScalarIsItself() {
    assertThat(value(new Scalar(0.3), 0.7)).isEqualTo(0.3);
  }

  /** The example of the specification, over four layers. */
  @ParameterizedTest
  @CsvSource({"0, 0.1", "1, 0.16666666666666666", "2, 0.36666666666666664", "3, 0.7"})
  void aGradientIsSpreadOverTheLayers(int layer, double expected) {
    assertThat(value(GRADIENT, layer / 3.0)).isCloseTo(expected, within(1e-15));
  }

  @Test
  void aGradientBeginsAndEndsWithItsValuesExactly() {
    assertThat(value(GRADIENT, 0)).isEqualTo(0.1);
    assertThat(value(GRADIENT, 1)).isEqualTo(0.7);
    assertThat(value(new Gradient(List.of(0.4)), 1)).isEqualTo(0.4);
  }

  @Test
  void theFirstCaseThatMatchesDecides() {
    Setting setting = new Conditional(List.of(when("attn", 1), when("mlp", 2), when("up", 3)));
    assertThat(value(setting, 0)).isEqualTo(2);
  }

  @Test
  void aCaseMayHoldAGradient() {
    Setting setting = new Conditional(List.of(new Case(Optional.of("mlp"), GRADIENT)));
    assertThat(value(setting, 0.5)).isEqualTo(0.2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", ""})
  void someFiltersMatchEverything(String filter) {
    assertThat(value(new Conditional(List.of(when(filter, 5))), 0)).isEqualTo(5);
  }

  @Test
  void aCaseWithoutFilterMatchesEverything() {
    Setting setting = new Conditional(List.of(new Case(Optional.empty(), new Scalar(6))));
    assertThat(value(setting, 0)).isEqualTo(6);
  }

  @Test
  void filtersAreNoExpressionsAndKeepCase() {
    Setting setting = new Conditional(List.of(when("m.p", 1), when("MLP", 2)));
    assertThat(SettingEvaluation.value(setting, MLP, 0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void refusesPositionsOutsideTheSlice(double t) {
    assertThatIllegalArgumentException().isThrownBy(() -> value(GRADIENT, t));
  }

  private static Case when(String filter, double value) {
    return new Case(Optional.of(filter), new Scalar(value));
  }
}
