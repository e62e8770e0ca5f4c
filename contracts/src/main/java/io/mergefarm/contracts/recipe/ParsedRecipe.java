package io.mergefarm.contracts.recipe;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The outcome of reading a recipe.
 *
 * @param stages the documents that are merged, each behind those that it names as models, the
 *     output last; none where there were errors
 * @param problems errors and warnings, in the order of their places
 * @param places of every key and value of the YAML, by path such as {@code models[1].model}
 */
public record ParsedRecipe(List<Recipe> stages, List<Problem> problems, Map<String, Place> places) {

  public ParsedRecipe {
    stages = List.copyOf(stages);
    problems = List.copyOf(problems);
    places = Map.copyOf(places);
  }

  /** The output's recipe; absent where there were errors. */
  public Optional<Recipe> recipe() {
    return stages.isEmpty() ? Optional.empty() : Optional.of(stages.getLast());
  }

  /** The stored models and adapters that take part in any stage, those of the output first. */
  public List<ModelReference> models() {
    Set<ModelReference> models = new LinkedHashSet<>();
    recipe().ifPresent(output -> collect(output, named(), new LinkedHashSet<>(), models));
    return List.copyOf(models);
  }

  /** The stages that one of them needs, itself the last. */
  List<Recipe> needed(Recipe stage) {
    Set<String> needed = new LinkedHashSet<>();
    collect(stage, named(), needed, new LinkedHashSet<>());
    return stages.stream().filter(candidate -> needed.contains(candidate.path())).toList();
  }

  private Map<String, Recipe> named() {
    Map<String, Recipe> named = new HashMap<>();
    if (stages.size() > 1) {
      stages.forEach(stage -> stage.name().ifPresent(name -> named.put(name, stage)));
    }
    return named;
  }

  /** Depth first, so that the first is the model that gives the output its config. */
  private static void collect(
      Recipe recipe, Map<String, Recipe> named, Set<String> seen, Set<ModelReference> models) {
    if (seen.add(recipe.path())) {
      recipe.models().stream()
          .flatMap(model -> model.parts().stream())
          .forEach(
              part ->
                  stage(part, named)
                      .ifPresentOrElse(
                          stage -> collect(stage, named, seen, models), () -> models.add(part)));
    }
  }

  /** The document that a model reference means, by its name. */
  static Optional<Recipe> stage(ModelReference model, Map<String, Recipe> named) {
    return model.revision().isPresent()
        ? Optional.empty()
        : Optional.ofNullable(named.get(model.path()));
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
