package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.BaseModelRule;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.recipe.Composition;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.recipe.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the slices of a module, and adds a base that is no source where the method wants one. */
final class SliceMaker {

  private final Recipe recipe;
  private final MethodDescriptor method;
  private final Checkpoints checkpoints;
  private final Module module;
  private final Problems problems;

  SliceMaker(
      Recipe recipe,
      MethodDescriptor method,
      Checkpoints checkpoints,
      Module module,
      Problems problems) {
    this.recipe = recipe;
    this.method = method;
    this.checkpoints = checkpoints;
    this.module = module;
    this.problems = problems;
  }

  /** The slice of models that take part as a whole. */
  Slice whole(List<Composition.ModelEntry> models) {
    SliceInputs inputs = new SliceInputs(problems);
    Optional<ModelReference> base = recipe.baseModel();
    for (int i = 0; i < models.size(); i++) {
      String path = module.path() + "models[" + i + "]";
      Composition.ModelEntry entry = models.get(i);
      inputs.add(input(path, entry.model(), base, 0, entry.parameters()));
    }
    base.filter(this::joinsWholeModels).ifPresent(model -> addBase(inputs, model, 0));
    return new Slice(module.path() + "models", inputs.all(), module.levels());
  }

  /** A slice of layers, by its path and what the recipe says. */
  Slice slice(String path, Composition.OutputSlice slice) {
    Optional<ModelReference> base = slice.baseModel().or(recipe::baseModel);
    SliceInputs inputs = new SliceInputs(problems);
    List<Composition.SliceSource> sources = slice.sources();
    for (int i = 0; i < sources.size(); i++) {
      Composition.SliceSource source = sources.get(i);
      String sourcePath = path + ".sources[" + i + "]";
      inputs.add(input(sourcePath, source.model(), base, source.from(), source.parameters()));
    }
    if (method.baseModel() != BaseModelRule.UNUSED) {
      base.ifPresent(model -> addBase(inputs, model, sources.getFirst().from()));
    }
    List<ParameterLevel> levels = new ArrayList<>();
    levels.add(new ParameterLevel(path + ".parameters", slice.parameters()));
    levels.addAll(module.levels());
    return new Slice(path + ".sources", inputs.all(), levels);
  }

  private SliceInput input(
      String path,
      ModelReference model,
      Optional<ModelReference> base,
      int from,
      Map<String, Setting> parameters) {
    return new SliceInput(
        path + ".model",
        module.view(checkpoints.get(model)),
        method.baseModel() != BaseModelRule.UNUSED && base.equals(Optional.of(model)),
        from,
        List.of(new ParameterLevel(path + ".parameters", parameters)));
  }

  /** As mergekit has it, a base that the method does not know is one more model. */
  private boolean joinsWholeModels(ModelReference base) {
    return method.baseModel() != BaseModelRule.UNUSED || recipe.quirks() == Quirks.MERGEKIT;
  }

  private void addBase(SliceInputs inputs, ModelReference reference, int from) {
    Checkpoint base = module.view(checkpoints.get(reference));
    if (inputs.contains(base)) {
      return;
    }
    boolean known = method.baseModel() != BaseModelRule.UNUSED;
    if (!known) {
      problems.warning(
          "base-is-input",
          "base_model",
          "%s knows no base, so %s is merged as one more model, as mergekit does it."
              .formatted(method.name(), base.model()),
          "Write quirks: none to leave it out, or list it under models to say so.");
    }
    inputs.add(new SliceInput("base_model", base, known, from, List.of()));
  }
}
