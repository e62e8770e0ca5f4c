package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what a recipe may say but no merge can do yet. */
public final class UnsupportedFeatures {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private final ParsedRecipe parsed;
  private final List<Problem> problems = new ArrayList<>();

  private UnsupportedFeatures(ParsedRecipe parsed) {
    this.parsed = parsed;
  }

  /** An error {@code not-supported-yet} for each such feature, in the order of their places. */
  public static List<Problem> in(ParsedRecipe parsed) {
    UnsupportedFeatures features = new UnsupportedFeatures(parsed);
    parsed.stages().forEach(features::check);
    return features.problems.stream().sorted(BY_PLACE).toList();
  }

  private void check(Recipe recipe) {
    if (recipe.composition() instanceof Mixture mixture && mixture.gateMode().needsForwardPass()) {
      String key = recipe.path() + "gate_mode";
      report(
          parsed.places().containsKey(key) ? key : recipe.path() + "experts",
          "A gate from hidden states, which takes a forward pass of the base,",
          Optional.of("Write gate_mode: cheap_embed or random; others come later."));
    }
    ModelMention.of(recipe)
        .forEach(mention -> check(recipe.path() + mention.path(), mention.model()));
  }

  private void check(String path, ModelReference model) {
    model.overrideArchitecture().ifPresent(_ -> report(path, "Overriding the architecture"));
  }

  private void report(String path, String what) {
    report(path, what, Optional.empty());
  }

  private void report(String path, String what, Optional<String> fix) {
    problems.add(
        parsed.problem(
            Severity.ERROR, "not-supported-yet", path, what + " is not supported yet.", fix));
  }
}
