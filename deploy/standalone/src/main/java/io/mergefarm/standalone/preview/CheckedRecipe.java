package io.mergefarm.standalone.preview;

import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.planner.planning.PlanResult.Planned;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a merge before it begins.
 *
 * @param planned absent where there were errors
 */
public record CheckedRecipe(Optional<Planned> planned, List<Problem> problems) {

  /** The merge methods that it takes. */
  public List<String> methods() {
    return planned.stream().map(result -> result.plan().method()).toList();
  }

  public boolean passed() {
    return planned.isPresent();
  }
}
