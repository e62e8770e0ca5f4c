package io.mergefarm.contracts.recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The outcome of reading a recipe.
 *
 * @param recipe absent where there were errors
 * @param problems errors and warnings, in the order of their places
 * @param places of every key and value of the YAML, by path such as {@code models[1].model}
 */
public record ParsedRecipe(
    Optional<Recipe> recipe, List<Problem> problems, Map<String, Place> places) {

  public ParsedRecipe {
    problems = List.copyOf(problems);
    places = Map.copyOf(places);
  }

  /** Where something stands in the YAML; both count from 1. */
  public record Place(int line, int column) {}

  /** A problem at a path of the recipe, or at the nearest enclosing one that has a place. */
  public Problem problem(
      Problem.Severity severity, String code, String path, String message, Optional<String> fix) {
    Place place = nearest(path);
    return new Problem(code, severity, message, path, place.line(), place.column(), fix);
  }

  private Place nearest(String path) {
    String candidate = path;
    while (!candidate.isEmpty()) {
      Place place = places.get(candidate);
      if (place != null) {
        return place;
      }
      int cut = Math.max(candidate.lastIndexOf('.'), candidate.lastIndexOf('['));
      candidate = cut < 0 ? "" : candidate.substring(0, cut);
    }
    return new Place(0, 0);
  }
}
