package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.Problem.Severity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what a recipe may say but no merge can do yet. */
public final class UnsupportedFeatures {

  private UnsupportedFeatures() {}

  /** An error {@code not-supported-yet} for each such feature. */
  public static List<Problem> in(ParsedRecipe parsed) {
    return parsed.stages().stream().flatMap(stage -> in(parsed, stage)).toList();
  }

  private static Stream<Problem> in(ParsedRecipe parsed, Recipe recipe) {
    if (!(recipe.composition() instanceof Mixture mixture)
        || !mixture.gateMode().needsForwardPass()) {
      return Stream.empty();
    }
    String key = recipe.path() + "gate_mode";
    return Stream.of(
        parsed.problem(
            Severity.ERROR,
            "not-supported-yet",
            parsed.places().containsKey(key) ? key : recipe.path() + "experts",
            "A gate from hidden states, which takes a forward pass of the base, is not supported yet.",
            Optional.of("Write gate_mode: cheap_embed or random; others come later.")));
  }
}
