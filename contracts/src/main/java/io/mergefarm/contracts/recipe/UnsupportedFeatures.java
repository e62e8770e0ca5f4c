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
    ModelMention.of(recipe)
        .forEach(mention -> check(recipe.path() + mention.path(), mention.model()));
  }

  private void check(String path, ModelReference model) {
    model.lora().ifPresent(_ -> report(path, "Applying a LoRA adapter"));
    model.overrideArchitecture().ifPresent(_ -> report(path, "Overriding the architecture"));
  }

  private void report(String path, String what) {
    problems.add(
        parsed.problem(
            Severity.ERROR,
            "not-supported-yet",
            path,
            what + " is not supported yet.",
            Optional.empty()));
  }
}
