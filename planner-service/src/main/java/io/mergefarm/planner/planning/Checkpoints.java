package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models of one document: the base first, then as they are first mentioned. */
final class Checkpoints {

  private final Map<ModelReference, Checkpoint> byReference = new LinkedHashMap<>();
  private final Map<ModelReference, String> paths = new LinkedHashMap<>();
  private final List<ModelReference> merged;
  private final Optional<ModelReference> base;

  /** Looks all models up, which must be in the pool. */
  Checkpoints(Recipe recipe, ModelPool pool) {
    for (ModelMention mention : ModelMention.of(recipe)) {
      Checkpoint checkpoint = pool.get(mention.model());
      byReference.putIfAbsent(mention.model(), recipe.raw() ? checkpoint.bare() : checkpoint);
      paths.putIfAbsent(mention.model(), mention.path());
    }
    this.merged = ModelMention.merged(recipe).stream().map(ModelMention::model).distinct().toList();
    this.base = recipe.baseModel();
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
