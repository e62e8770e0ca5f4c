package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.Setting;
import io.mergefarm.contracts.recipe.SettingEvaluation;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Evaluates settings for tensors, and remembers which of them, and of their cases, ever decided.
 */
final class SettingValues {

  private final Set<Setting> asked = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Setting.Case> decided = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * The value of a setting; empty where none of its cases matches.
   *
   * @param tensor the name that filters are held against
   * @param position in the slice, from 0 to 1
   */
  OptionalDouble value(Setting setting, String tensor, double position) {
    asked.add(setting);
    if (setting instanceof Setting.Conditional conditional) {
      conditional.cases().stream()
          .filter(settingCase -> settingCase.matches(tensor))
          .findFirst()
          .ifPresent(decided::add);
    }
    return SettingEvaluation.value(setting, tensor, position);
  }

  /** Whether a setting was asked for its value, for any tensor so far. */
  boolean asked(Setting setting) {
    return asked.contains(setting);
  }

  /** Whether a case was the first that matched, for any tensor so far. */
  boolean decided(Setting.Case settingCase) {
    return decided.contains(settingCase);
  }
}
