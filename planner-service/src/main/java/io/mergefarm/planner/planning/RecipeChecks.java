package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.BaseModelRule;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks of a recipe that need no checkpoint, and of the models that a method takes. */
final class RecipeChecks {

  private final Recipe recipe;
  private final Problems problems;

  RecipeChecks(Recipe recipe, Problems problems) {
    this.recipe = recipe;
    this.problems = problems;
  }

  /** The recipe's method; empty, with a problem, where there is none of its name. */
  Optional<MethodDescriptor> method(MethodCatalog methods) {
    Optional<MethodDescriptor> method = methods.find(recipe.mergeMethod());
    if (method.isEmpty()) {
      problems.error(
          "unknown-method",
          "merge_method",
          "There is no merge method " + recipe.mergeMethod() + ".",
          methods
              .nearest(recipe.mergeMethod())
              .map(name -> "Did you mean " + name + "?")
              .orElseGet(
                  () ->
                      methods.methods().stream()
                          .map(MethodDescriptor::name)
                          .collect(Collectors.joining(", ", "There are ", "."))));
    }
    return method;
  }

  /** Checks the base and the number of models of each slice. */
  void models(MethodDescriptor method, Arrangement arrangement) {
    if (arrangement instanceof Arrangement.Modular modular) {
      modular.parts().forEach(part -> models(method, part));
      return;
    }
    for (Slice slice : arrangement.slices()) {
      if (method.baseModel() == BaseModelRule.REQUIRED && !slice.hasBase()) {
        problems.error(
            "missing-base-model",
            "merge_method",
            method.name() + " needs a base model, and the recipe names none.",
            "Name one as base_model.");
      } else if (!copies(arrangement, slice)) {
        arity(method, slice);
      }
    }
  }

  /** A slice of layers may be one model's own; methods then give it back. */
  private static boolean copies(Arrangement arrangement, Slice slice) {
    return arrangement instanceof Arrangement.Stacked && slice.inputs().size() == 1;
  }

  private void arity(MethodDescriptor method, Slice slice) {
    boolean countsBase = method.arity().countsBase();
    if (!method.arity().allows(slice.merged().size(), slice.hasBase())) {
      List<SliceInput> counted = countsBase ? slice.inputs() : slice.merged();
      problems.error(
          "wrong-arity",
          slice.path(),
          "%s merges %s%s model(s), not %d%s."
              .formatted(
                  method.name(),
                  slice.hasBase() && !countsBase ? "the base and " : "",
                  method.arity(),
                  counted.size(),
                  counted.stream()
                      .map(SliceInput::model)
                      .collect(Collectors.joining(", ", " (", ")"))));
    }
  }
}
