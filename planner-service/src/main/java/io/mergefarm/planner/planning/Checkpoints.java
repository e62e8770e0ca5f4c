package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models of a recipe: the base first, then as they are first mentioned. */
final class Checkpoints {

  private final Map<ModelReference, Checkpoint> byReference;
  private final Map<ModelReference, String> paths;
  private final List<ModelReference> merged;
  private final Optional<ModelReference> base;

  private Checkpoints(
      Map<ModelReference, Checkpoint> byReference,
      Map<ModelReference, String> paths,
      Recipe recipe) {
    this.byReference = byReference;
    this.paths = paths;
    this.merged = ModelMention.merged(recipe).stream().map(ModelMention::model).distinct().toList();
    this.base = recipe.baseModel();
  }

  /** Looks all models up; empty, with problems, where one is not available. */
  static Optional<Checkpoints> of(Recipe recipe, PlanRequest request, Problems problems) {
    Map<ModelReference, Checkpoint> found = new LinkedHashMap<>();
    Map<ModelReference, String> paths = new LinkedHashMap<>();
    boolean complete = true;
    for (ModelMention mention : ModelMention.of(recipe)) {
      String model = mention.model().text();
      paths.putIfAbsent(mention.model(), mention.path());
      if (!request.sources().containsKey(model)) {
        complete = false;
        String reason = request.unavailable().getOrDefault(model, "it was not looked up");
        problems.error(
            "model-unavailable", mention.path(), "Model " + model + " can not be used: " + reason);
      } else {
        found.computeIfAbsent(
            mention.model(), reference -> new Checkpoint(reference, request.sources().get(model)));
      }
    }
    return complete ? Optional.of(new Checkpoints(found, paths, recipe)) : Optional.empty();
  }

  Checkpoint get(ModelReference reference) {
    return byReference.get(reference);
  }

  List<Checkpoint> all() {
    return List.copyOf(byReference.values());
  }

  /** The models that are merged; others only give tokens. */
  List<Checkpoint> merged() {
    return merged.stream().map(byReference::get).toList();
  }

  /** Where the recipe mentions a model first. */
  String path(Checkpoint checkpoint) {
    return paths.get(checkpoint.reference());
  }

  /** The model that gives config and tokenizer: the base, else the first. */
  Checkpoint donor() {
    return byReference.values().iterator().next();
  }

  boolean base(Checkpoint checkpoint) {
    return base.equals(Optional.of(checkpoint.reference()));
  }
}
