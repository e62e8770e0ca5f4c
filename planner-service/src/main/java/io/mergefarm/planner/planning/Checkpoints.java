package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.source.SourceIndex;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models of a recipe: the base first, then as they are first mentioned. */
final class Checkpoints {

  private final Map<ModelReference, Checkpoint> byReference;
  private final Optional<ModelReference> base;

  private Checkpoints(Map<ModelReference, Checkpoint> byReference, Optional<ModelReference> base) {
    this.byReference = byReference;
    this.base = base;
  }

  /** Looks all models up; empty, with problems, where one is not available. */
  static Optional<Checkpoints> of(
      Recipe recipe, PlanRequest request, FileTable files, Problems problems) {
    Map<ModelReference, Checkpoint> found = new LinkedHashMap<>();
    boolean complete = true;
    for (ModelMention mention : ModelMention.of(recipe)) {
      String model = mention.model().text();
      if (!request.sources().containsKey(model)) {
        complete = false;
        String reason = request.unavailable().getOrDefault(model, "it was not looked up");
        problems.error(
            "model-unavailable", mention.path(), "Model " + model + " can not be used: " + reason);
      } else {
        SourceIndex index = request.sources().get(model);
        found.computeIfAbsent(
            mention.model(),
            reference -> new Checkpoint(reference, files.add(model, index), index.config()));
      }
    }
    return complete ? Optional.of(new Checkpoints(found, recipe.baseModel())) : Optional.empty();
  }

  Checkpoint get(ModelReference reference) {
    return byReference.get(reference);
  }

  List<Checkpoint> all() {
    return List.copyOf(byReference.values());
  }

  /** The model that gives config and tokenizer: the base, else the first. */
  Checkpoint donor() {
    return byReference.values().iterator().next();
  }

  boolean base(Checkpoint checkpoint) {
    return base.equals(Optional.of(checkpoint.reference()));
  }
}
