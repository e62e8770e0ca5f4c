package io.mergefarm.planner.planning;

import io.mergefarm.contracts.licence.Licence;
import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Warns where the models of a recipe, of whatever stage, and their adapters are under different
 * licences.
 */
final class LicenceComparison {

  private final Map<String, Licence> licences;
  private final Problems problems;

  /**
   * A comparison.
   *
   * @param licences of the models that name one
   */
  LicenceComparison(Map<String, Licence> licences, Problems problems) {
    this.licences = licences;
    this.problems = problems;
  }

  /** Warns at the first model whose licence is another than that of those before it. */
  void compare(ParsedRecipe parsed) {
    Map<String, Licence> seen = new LinkedHashMap<>();
    for (Recipe stage : parsed.stages()) {
      for (ModelMention mention : ModelMention.of(stage)) {
        if (addStranger(mention, seen)) {
          warn(problems.of(stage), mention.path(), seen);
          return;
        }
      }
    }
  }

  /** Adds the licences of a model and its adapter; whether one is another than those before it. */
  private boolean addStranger(ModelMention mention, Map<String, Licence> seen) {
    boolean stranger = false;
    for (ModelReference part : mention.model().parts()) {
      Licence licence = licences.get(part.text());
      if (licence != null) {
        stranger |= !seen.isEmpty() && !seen.containsValue(licence);
        seen.put(part.text(), licence);
      }
    }
    return stranger;
  }

  private static void warn(Problems problems, String path, Map<String, Licence> seen) {
    problems.warning(
        "licences-differ",
        path,
        "The cards of the models name different licences: %s."
            .formatted(
                seen.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "))),
        "See that they allow a merge, and under which licence it may be given away.");
  }
}
