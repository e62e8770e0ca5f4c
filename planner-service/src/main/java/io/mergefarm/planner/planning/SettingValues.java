package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.Setting;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** Evaluates settings for tensors, and remembers which of their cases ever decided. */
final class SettingValues {

  private final Set<Setting.Case> decided = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * The value of a setting; empty where none of its cases matches.
   *
   * @param tensor the name that filters are held against
   * @param position in the slice, from 0 to 1
   */
  OptionalDouble value(Setting setting, String tensor, double position) {
    return switch (setting) {
      case Setting.Scalar scalar -> OptionalDouble.of(scalar.value());
      case Setting.Gradient gradient -> OptionalDouble.of(interpolate(gradient, position));
      case Setting.Conditional conditional -> decide(conditional, tensor, position);
    };
  }

  /** Whether a case was the first that matched, for any tensor so far. */
  boolean decided(Setting.Case settingCase) {
    return decided.contains(settingCase);
  }

  private OptionalDouble decide(Setting.Conditional conditional, String tensor, double position) {
    for (Setting.Case settingCase : conditional.cases()) {
      if (settingCase.matches(tensor)) {
        decided.add(settingCase);
        return value(settingCase.value(), tensor, position);
      }
    }
    return OptionalDouble.empty();
  }

  private static double interpolate(Setting.Gradient gradient, double position) {
    List<Double> values = gradient.values();
    double place = position * (values.size() - 1);
    int left = (int) place;
    int right = Math.min(values.size() - 1, left + 1);
    double share = place - left;
    return (1 - share) * values.get(left) + share * values.get(right);
  }
}
