package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.Setting.Case;
import io.mergefarm.contracts.recipe.Setting.Conditional;
import io.mergefarm.contracts.recipe.Setting.Gradient;
import io.mergefarm.contracts.recipe.Setting.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Says what a setting is worth for one tensor. */
public final class SettingEvaluation {

  private SettingEvaluation() {}

  /**
   * The value of a setting, or empty if it is conditional and no case matches the tensor; the
   * search then goes on at the next level of the recipe.
   *
   * @param tensorName of the output for parameters of the whole merge, of the input for those of
   *     one model
   * @param t the layer's position in its slice, {@code index / (layers - 1)}: from 0 to 1; 1 in a
   *     slice of one layer; 0 outside the layers
   */
  public static OptionalDouble value(Setting setting, String tensorName, double t) {
    return switch (setting) {
      case Scalar scalar -> OptionalDouble.of(scalar.value());
      case Gradient gradient -> OptionalDouble.of(interpolate(gradient.values(), t));
      case Conditional conditional -> firstMatch(conditional, tensorName, t);
    };
  }

  private static OptionalDouble firstMatch(Conditional conditional, String tensorName, double t) {
    Optional<Case> match =
        conditional.cases().stream().filter(choice -> choice.matches(tensorName)).findFirst();
    return match.isPresent() ? value(match.get().value(), tensorName, t) : OptionalDouble.empty();
  }

  private static double interpolate(List<Double> values, double t) {
    if (!(t >= 0 && t <= 1)) {
      throw new IllegalArgumentException("position " + t + " is not between 0 and 1");
    }
    int last = values.size() - 1;
    double position = t * last;
    int index = (int) position;
    double fraction = position - index;
    return (1 - fraction) * values.get(index) + fraction * values.get(Math.min(last, index + 1));
  }
}
