package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models of one document: the base first, then as they are first mentioned. */
final class Checkpoints {

  private final Map<ModelReference, Checkpoint> byReference = new LinkedHashMap<>();
  private final Optional<ModelReference> base;

  /** Looks all models up, which must be in the pool. */
  Checkpoints(Recipe recipe, ModelPool pool) {
    for (ModelReference model : recipe.models()) {
      Checkpoint checkpoint = pool.get(model);
      byReference.put(model, recipe.raw() ? checkpoint.bare() : checkpoint);
    }
    this.base = recipe.baseModel();
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
