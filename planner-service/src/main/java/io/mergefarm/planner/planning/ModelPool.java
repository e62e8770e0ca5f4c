package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.text.NearestName;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What recipes may name as models: stored ones, and the stages that are planned so far. */
final class ModelPool {

  private final PlanRequest request;
  private final Map<ModelReference, Checkpoint> stored = new LinkedHashMap<>();
  private final Map<String, Checkpoint> stages = new HashMap<>();
  private final List<String> stageNames;

  ModelPool(PlanRequest request, FileTable files) {
    this.request = request;
    this.stageNames =
        request.parsed().stages().stream().flatMap(stage -> stage.name().stream()).toList();
    for (ModelReference model : request.parsed().models()) {
      SourceIndex index = request.sources().get(model.text());
      if (index != null) {
        stored.put(
            model,
            new Checkpoint(
                model, files.add(model.text(), index), index.config(), tokenizer(model)));
      }
    }
  }

  private ModelTokenizer tokenizer(ModelReference model) {
    return ModelTokenizer.stored(
        model, request.tokenizers().getOrDefault(model.text(), TokenizerFiles.NONE));
  }

  /** The stored models, the one that gives config and tokenizer first. */
  List<Checkpoint> stored() {
    return List.copyOf(stored.values());
  }

  Checkpoint get(ModelReference reference) {
    Checkpoint model = stored.get(reference);
    return model == null ? stages.get(reference.path()) : model;
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
                        ModelReference.of(name), tensors, planned.config(), planned.tokenizer())));
  }

  /** Reports the stored models of a recipe that are not available, or not what it needs. */
  void check(Recipe recipe, Problems problems) {
    Set<ModelReference> wanted = Set.copyOf(request.parsed().models());
    for (ModelMention mention : ModelMention.of(recipe)) {
      ModelReference model = mention.model();
      Checkpoint found = stored.get(model);
      if (found != null && !recipe.raw() && found.configFile().isEmpty()) {
        problems.error(
            "missing-config",
            mention.path(),
            model.text() + " has no config.json.",
            "Name the folder of a complete checkpoint, or write raw: true to merge bare tensors.");
      } else if (found == null && wanted.contains(model)) {
        String reason = request.unavailable().getOrDefault(model.text(), "it was not looked up");
        Optional<String> stage = NearestName.of(model.text(), stageNames);
        problems.error(
            "model-unavailable",
            mention.path(),
            "Model %s can not be used: %s%s"
                .formatted(
                    model.text(),
                    reason,
                    stage.map(name -> "; or did you mean the stage " + name + "?").orElse("")));
      }
    }
  }
}
