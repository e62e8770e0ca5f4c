package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.recipe.Problem.Severity;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Gathers problems; of several of one kind at one place of the recipe the first stands for all. */
final class Problems {

  private final ParsedRecipe recipe;
  private final String document;
  private final Map<Spot, Problem> found;

  private record Spot(String code, String path) {}

  Problems(ParsedRecipe recipe) {
    this(recipe, "", new LinkedHashMap<>());
  }

  private Problems(ParsedRecipe recipe, String document, Map<Spot, Problem> found) {
    this.recipe = recipe;
    this.document = document;
    this.found = found;
  }

  /** The same problems, for checks of one document, whose paths begin with the document's. */
  Problems of(Recipe stage) {
    return new Problems(recipe, stage.path(), found);
  }

  void addAll(List<Problem> problems) {
    problems.forEach(problem -> add(problem));
  }

  void error(String code, String path, String message) {
    add(Severity.ERROR, code, path, message, Optional.empty());
  }

  void error(String code, String path, String message, String fix) {
    add(Severity.ERROR, code, path, message, Optional.of(fix));
  }

  void warning(String code, String path, String message) {
    add(Severity.WARNING, code, path, message, Optional.empty());
  }

  void warning(String code, String path, String message, String fix) {
    add(Severity.WARNING, code, path, message, Optional.of(fix));
  }

  boolean errors() {
    return all().anyMatch(problem -> problem.severity() == Severity.ERROR);
  }

  /** Those of reading the recipe and those of planning, by their places. */
  List<Problem> sorted() {
    return all()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }

  private Stream<Problem> all() {
    return Stream.concat(recipe.problems().stream(), found.values().stream());
  }

  private void add(
      Severity severity, String code, String path, String message, Optional<String> fix) {
    add(recipe.problem(severity, code, document + path, message, fix));
  }

  private void add(Problem problem) {
    found.putIfAbsent(new Spot(problem.code(), problem.path()), problem);
  }
}
