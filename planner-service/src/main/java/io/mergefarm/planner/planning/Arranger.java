package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.recipe.Composition;
import io.mergefarm.contracts.recipe.Mixture;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings the forms of a recipe into slices. */
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
    Module whole = Module.whole(List.of(new ParameterLevel("parameters", recipe.parameters())));
    return arrange(recipe.composition(), whole);
  }

  private Optional<Arrangement> arrange(Composition composition, Module module) {
    SliceMaker slices = new SliceMaker(recipe, method, checkpoints, module, problems);
    return switch (composition) {
      case Composition.Models models -> whole(slices.whole(models.models()));
      case Composition.Slices stacked ->
          new LayerStacking(checkpoints, module, problems).stack(stacked.slices(), slices::slice);
      case Mixture mixture -> throw new IllegalArgumentException("experts are not merged");
      case Composition.Modules modules -> modules(modules.modules(), module.levels());
    };
  }

  private Optional<Arrangement> modules(
      Map<String, Composition.ModuleRecipe> modules, List<ParameterLevel> levels) {
    ModuleNames names = new ModuleNames(modules.keySet());
    new ModuleChecks(checkpoints, problems).check(modules.keySet(), names);
    List<Arrangement> parts = new ArrayList<>();
    modules.forEach(
        (name, module) ->
            arrange(module.composition(), module(name, module, names, levels))
                .ifPresent(parts::add));
    return parts.size() == modules.size()
        ? Optional.of(new Arrangement.Modular(parts))
        : Optional.empty();
  }

  private static Module module(
      String name,
      Composition.ModuleRecipe module,
      ModuleNames names,
      List<ParameterLevel> levels) {
    String path = "modules." + name + ".";
    List<ParameterLevel> all = new ArrayList<>();
    all.add(new ParameterLevel(path + "parameters", module.parameters()));
    all.addAll(levels);
    return new Module(path, all, tensor -> names.owner(tensor).filter(name::equals).isPresent());
  }

  private Optional<Arrangement> whole(Slice slice) {
    return equallyDeep(slice.inputs())
        ? Optional.of(new Arrangement.WholeModels(slice))
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
}
