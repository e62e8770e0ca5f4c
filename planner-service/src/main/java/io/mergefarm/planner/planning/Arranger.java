package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.BaseModelRule;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.recipe.Composition;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the forms of a recipe into slices, and adds a base that is no source where the method
 * wants one.
 */
final class Arranger {

  private final Recipe recipe;
  private final MethodDescriptor method;
  private final Checkpoints checkpoints;
  private final Problems problems;

  Arranger(Recipe recipe, MethodDescriptor method, Checkpoints checkpoints, Problems problems) {
    this.recipe = recipe;
    this.method = method;
    this.checkpoints = checkpoints;
    this.problems = problems;
  }

  /** The arrangement; empty, with problems, where layers can not be found or do not fit. */
  Optional<Arrangement> arrange() {
    return switch (recipe.composition()) {
      case Composition.Models models -> whole(models.models());
      case Composition.Slices slices ->
          new LayerStacking(checkpoints, problems).stack(slices.slices(), this::slice);
      case Composition.Modules modules ->
          throw new IllegalArgumentException("modules are refused beforehand: " + modules);
    };
  }

  private Optional<Arrangement> whole(List<Composition.ModelEntry> models) {
    SliceInputs inputs = new SliceInputs(problems);
    for (int i = 0; i < models.size(); i++) {
      Composition.ModelEntry entry = models.get(i);
      String path = "models[" + i + "]";
      inputs.add(
          new SliceInput(
              path + ".model",
              checkpoints.get(entry.model()),
              isBase(entry.model(), recipe.baseModel()),
              0,
              List.of(new ParameterLevel(path + ".parameters", entry.parameters()))));
    }
    recipe.baseModel().filter(this::joinsWholeModels).ifPresent(base -> addBase(inputs, base, 0));
    return equallyDeep(inputs.all())
        ? Optional.of(
            new Arrangement.WholeModels(
                new Slice("models", inputs.all(), List.of(recipeParameters()))))
        : Optional.empty();
  }

  private boolean equallyDeep(List<SliceInput> inputs) {
    boolean equal = true;
    Map<String, SliceInput> firsts = new LinkedHashMap<>();
    for (SliceInput input : inputs) {
      for (String stack : input.checkpoint().layers().stacks()) {
        SliceInput first = firsts.putIfAbsent(stack, input);
        equal &= first == null || equallyDeep(stack, first, input);
      }
    }
    return equal;
  }

  private boolean equallyDeep(String stack, SliceInput first, SliceInput second) {
    int firstLayers = first.checkpoint().layers().layers(stack);
    int secondLayers = second.checkpoint().layers().layers(stack);
    if (firstLayers != secondLayers) {
      problems.error(
          "layer-count",
          second.path(),
          "%s has %d layers (%s), %s has %d."
              .formatted(second.model(), secondLayers, stack, first.model(), firstLayers),
          "Models of unequal depth are merged by slices with a layer_range for each.");
    }
    return firstLayers == secondLayers;
  }

  /** As mergekit has it, a base that the method does not know is one more model. */
  private boolean joinsWholeModels(ModelReference base) {
    return method.baseModel() != BaseModelRule.UNUSED || recipe.quirks() == Quirks.MERGEKIT;
  }

  private Slice slice(String path, Composition.OutputSlice outputSlice) {
    Optional<ModelReference> base = outputSlice.baseModel().or(recipe::baseModel);
    SliceInputs inputs = new SliceInputs(problems);
    List<Composition.SliceSource> sources = outputSlice.sources();
    for (int i = 0; i < sources.size(); i++) {
      Composition.SliceSource source = sources.get(i);
      String sourcePath = path + ".sources[" + i + "]";
      inputs.add(
          new SliceInput(
              sourcePath + ".model",
              checkpoints.get(source.model()),
              isBase(source.model(), base),
              source.from(),
              List.of(new ParameterLevel(sourcePath + ".parameters", source.parameters()))));
    }
    if (method.baseModel() != BaseModelRule.UNUSED) {
      base.ifPresent(reference -> addBase(inputs, reference, sources.getFirst().from()));
    }
    return new Slice(
        path + ".sources",
        inputs.all(),
        List.of(
            new ParameterLevel(path + ".parameters", outputSlice.parameters()),
            recipeParameters()));
  }

  private void addBase(SliceInputs inputs, ModelReference reference, int from) {
    Checkpoint base = checkpoints.get(reference);
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

  private boolean isBase(ModelReference model, Optional<ModelReference> base) {
    return method.baseModel() != BaseModelRule.UNUSED && base.equals(Optional.of(model));
  }

  private ParameterLevel recipeParameters() {
    return new ParameterLevel("parameters", recipe.parameters());
  }
}
