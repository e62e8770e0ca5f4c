package io.mergefarm.planner.planning;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.licence.Licence;
import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import java.util.Map;

/**
 * What a plan is made from.
 *
 * @param recipeText the YAML, whose digest the plan carries
 * @param parsed the recipe with the problems that reading it has found
 * @param sources the index of each model that could be resolved, by {@code ModelReference.text()}
 * @param unavailable why each other model could not, by {@code ModelReference.text()}
 * @param tokenizers of each model that has one, by {@code ModelReference.text()}; needed for
 *     recipes that say something of the tokenizer
 * @param licences of the models that name one, by {@code ModelReference.text()}
 */
public record PlanRequest(
    String mergeId,
    String recipeText,
    ParsedRecipe parsed,
    Map<String, SourceIndex> sources,
    Map<String, String> unavailable,
    MergeOptions options,
    Map<String, TokenizerFiles> tokenizers,
    Map<String, Licence> licences) {

  public PlanRequest {
    sources = Map.copyOf(sources);
    unavailable = Map.copyOf(unavailable);
    tokenizers = Map.copyOf(tokenizers);
    licences = Map.copyOf(licences);
  }
}
