package io.mergefarm.planner.planning;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.source.SourceIndex;
import java.util.Map;

/**
 * What a plan is made from.
 *
 * @param recipeText the YAML, whose digest the plan carries
 * @param parsed the recipe with the problems that reading it has found
 * @param sources the index of each model that could be resolved, by {@code ModelReference.text()}
 * @param unavailable why each other model could not, by {@code ModelReference.text()}
 */
public record PlanRequest(
    String mergeId,
    String recipeText,
    ParsedRecipe parsed,
    Map<String, SourceIndex> sources,
    Map<String, String> unavailable,
    MergeOptions options) {

  public PlanRequest {
    sources = Map.copyOf(sources);
    unavailable = Map.copyOf(unavailable);
  }
}
