package io.mergefarm.planner.coordination;

import io.mergefarm.contracts.recipe.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The errors of a recipe as one text, a line each. */
final class ProblemList {

  private ProblemList() {}

  static String of(List<Problem> problems) {
    return problems.stream()
        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
        .map(Problem::toString)
        .collect(Collectors.joining("\n"));
  }
}
