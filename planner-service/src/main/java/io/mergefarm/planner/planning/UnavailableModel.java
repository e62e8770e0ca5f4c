package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.List;

/**
 * A model that a recipe names and that can not be used.
 *
 * @param model as {@code ModelReference.text()} gives it
 */
public record UnavailableModel(String model, String reason) {

  private static final String CODE = "model-unavailable";

  /** The problem at every place where a recipe without errors names the model. */
  public List<Problem> in(ParsedRecipe parsed) {
    Problems problems = new Problems(parsed);
    for (Recipe stage : parsed.stages()) {
      ModelMention.of(stage).stream()
          .filter(mention -> names(mention.model()))
          .forEach(mention -> problems.of(stage).error(CODE, mention.path(), message()));
    }
    return problems.sorted();
  }

  private boolean names(ModelReference reference) {
    return reference.parts().stream().anyMatch(part -> part.text().equals(model));
  }

  private String message() {
    return "Model " + model + " can not be used: " + reason;
  }
}
