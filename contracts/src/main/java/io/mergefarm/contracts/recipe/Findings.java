package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.ParsedRecipe.Place;
import io.mergefarm.contracts.recipe.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the problems and the places of one recipe while it is read. */
final class Findings {
  static final Place NOWHERE = new Place(0, 0);

  private static final int MAX_PROBLEMS = 100;
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();

  void error(String code, String path, Place place, String message, Optional<String> fix) {
    add(Severity.ERROR, code, path, place, message, fix);
  }

  void warning(String code, String path, Place place, String message, Optional<String> fix) {
    add(Severity.WARNING, code, path, place, message, fix);
  }

  private void add(
      Severity severity,
      String code,
      String path,
      Place place,
      String message,
      Optional<String> fix) {
    problems.add(new Problem(code, severity, message, path, place.line(), place.column(), fix));
  }

  void place(String path, Place place) {
    places.putIfAbsent(path, place);
  }

  boolean failed() {
    return problems.stream().anyMatch(found -> found.severity() == Severity.ERROR);
  }

  /** Where a path stands that has been read. */
  Place placeOf(String path) {
    return places.getOrDefault(path, NOWHERE);
  }

  /** What was read, without the recipe if there is any error. */
  ParsedRecipe outcome(List<Recipe> stages) {
    return new ParsedRecipe(failed() ? List.of() : stages, inOrder(), places);
  }

  private List<Problem> inOrder() {
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(BY_PLACE);
    if (sorted.size() <= MAX_PROBLEMS) {
      return sorted;
    }
    List<Problem> shown = new ArrayList<>(sorted.subList(0, MAX_PROBLEMS));
    Problem next = sorted.get(MAX_PROBLEMS);
    shown.add(
        new Problem(
            "too-many-problems",
            Severity.ERROR,
            "There are " + (sorted.size() - MAX_PROBLEMS) + " more problems from here on.",
            next.path(),
            next.line(),
            next.column(),
            Optional.empty()));
    return shown;
  }
}
