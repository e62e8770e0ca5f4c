package io.mergefarm.standalone.client;

import io.mergefarm.contracts.recipe.Problem;
import java.util.List;

/** The planner found errors in a recipe. */
public final class RejectedRecipeException extends Exception {

  private final transient List<Problem> problems;

  RejectedRecipeException(List<Problem> problems) {
    super("the recipe has " + problems.size() + " problems");
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
