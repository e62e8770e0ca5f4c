package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.recipe.Mixture;
import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.text.NearestName;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What recipes may name as models: stored ones, the stages that are planned so far, and both with
 * adapters.
 */
final class ModelPool {

  private final PlanRequest request;
  private final Map<ModelReference, Checkpoint> stored = new LinkedHashMap<>();
  private final Map<String, Checkpoint> stages = new HashMap<>();
  private final Map<ModelReference, Checkpoint> adapted = new HashMap<>();
  private final List<String> stageNames;
  private final Set<ModelReference> wanted;

  ModelPool(PlanRequest request, FileTable files) {
    this.request = request;
    this.stageNames =
        request.parsed().stages().stream().flatMap(stage -> stage.name().stream()).toList();
    this.wanted = Set.copyOf(request.parsed().models());
    for (ModelReference model : request.parsed().models()) {
      SourceIndex index = request.sources().get(model.text());
      if (index != null) {
        stored.put(
            model,
            new Checkpoint(
                model,
                index.kind(),
                files.add(model.text(), index),
                index.config(),
                tokenizer(model)));
      }
    }
  }

  private ModelTokenizer tokenizer(ModelReference model) {
    return ModelTokenizer.stored(
        model, request.tokenizers().getOrDefault(model.text(), TokenizerFiles.NONE));
  }

  /** The stored models and adapters, the one that gives config and tokenizer first. */
  List<Checkpoint> stored() {
    return List.copyOf(stored.values());
  }

  Checkpoint get(ModelReference reference) {
    if (reference.lora().isPresent()) {
      return adapted.get(reference);
    }
    Checkpoint model = stored.get(reference);
    return model == null ? stages.get(reference.path()) : model;
  }

  /** Applies the adapters that a recipe names, as far as the models for them are there. */
  void adapt(Recipe recipe, Problems problems) {
    for (ModelMention mention : ModelMention.of(recipe)) {
      ModelReference reference = mention.model();
      Checkpoint model = get(reference.plain());
      Checkpoint adapter = reference.adapter().map(this::get).orElse(null);
      if (model != null && adapter != null && !adapted.containsKey(reference)) {
        new AdapterApplication(mention, problems)
            .apply(model, adapter)
            .ifPresent(result -> adapted.put(reference, result));
      }
    }
    checkKinds(recipe, problems);
  }

  /** Adapters are merged with adapters, and not with models. */
  private void checkKinds(Recipe recipe, Problems problems) {
    Map<ModelMention, CheckpointKind> kinds = new LinkedHashMap<>();
    for (ModelMention mention : ModelMention.of(recipe)) {
      Optional<Checkpoint> plain =
          Optional.of(mention.model()).filter(model -> model.lora().isEmpty()).map(this::get);
      boolean known = mention.model().lora().isPresent() || plain.isPresent();
      if (known) {
        kinds.put(mention, plain.map(Checkpoint::kind).orElse(CheckpointKind.MODEL));
      }
    }
    if (kinds.containsValue(CheckpointKind.MODEL) || recipe.composition() instanceof Mixture) {
      kinds.keySet().stream()
          .filter(mention -> kinds.get(mention) == CheckpointKind.ADAPTER)
          .forEach(mention -> AdapterApplication.refuseAsModel(mention, problems));
    }
  }

  /** Adds what a stage comes to, by its name. */
  void add(Recipe stage, PlannedStage planned) {
    Map<String, TensorExpression> tensors = new LinkedHashMap<>();
    planned.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor.expression()));
    stage
        .name()
        .ifPresent(
            name ->
                stages.put(
                    name,
                    new Checkpoint(
                        ModelReference.of(name),
                        planned.kind(),
                        tensors,
                        planned.config(),
                        planned.tokenizer())));
  }

  /** Reports the stored models of a recipe that are not available, or not what it needs. */
  void check(Recipe recipe, Problems problems) {
    for (ModelMention mention : ModelMention.of(recipe)) {
      mention.model().parts().forEach(part -> check(recipe, mention, part, problems));
    }
    adapt(recipe, problems);
  }

  private void check(Recipe recipe, ModelMention mention, ModelReference model, Problems problems) {
    Checkpoint found = stored.get(model);
    boolean adapter = !model.equals(mention.model().plain());
    String path = mention.path() + (adapter ? ".lora" : "");
    if (found == null && wanted.contains(model)) {
      problems.error("model-unavailable", path, unavailable(model));
    } else if (found != null && !recipe.raw() && found.configFile().isEmpty()) {
      problems.error(
          "missing-config",
          path,
          model.text() + " has no config.json.",
          "Name the folder of a complete checkpoint, or write raw: true to merge bare tensors.");
    }
  }

  private String unavailable(ModelReference model) {
    String reason = request.unavailable().getOrDefault(model.text(), "it was not looked up");
    Optional<String> stage = NearestName.of(model.text(), stageNames);
    return "Model %s can not be used: %s%s"
        .formatted(
            model.text(),
            reason,
            stage.map(name -> "; or did you mean the stage " + name + "?").orElse(""));
  }
}
