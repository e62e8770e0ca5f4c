package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor.Scope;
import io.mergefarm.contracts.recipe.Composition;
import io.mergefarm.contracts.recipe.Mixture;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.recipe.Setting;
import io.mergefarm.contracts.text.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the names of parameters and the filters of their values. */
final class ParameterChecks {

  private final MethodDescriptor method;
  private final MethodCatalog methods;
  private final Problems problems;
  private final List<ParameterLevel> shared = new ArrayList<>();
  private final List<ParameterLevel> ofModels = new ArrayList<>();

  ParameterChecks(
      Recipe recipe, MethodDescriptor method, MethodCatalog methods, Problems problems) {
    this.method = method;
    this.methods = methods;
    this.problems = problems;
    shared.add(new ParameterLevel("parameters", recipe.parameters()));
    add("", recipe.composition());
  }

  private void add(String prefix, Composition composition) {
    switch (composition) {
      case Composition.Models models -> addModels(prefix, models.models());
      case Composition.Slices slices -> addSlices(prefix, slices.slices());
      case Mixture mixture -> throw new IllegalArgumentException("experts are not merged");
      case Composition.Modules modules -> modules.modules().forEach(this::addModule);
    }
  }

  private void addModule(String name, Composition.ModuleRecipe module) {
    String path = "modules." + name + ".";
    shared.add(new ParameterLevel(path + "parameters", module.parameters()));
    add(path, module.composition());
  }

  private void addModels(String prefix, List<Composition.ModelEntry> models) {
    for (int i = 0; i < models.size(); i++) {
      ofModels.add(
          new ParameterLevel(prefix + "models[" + i + "].parameters", models.get(i).parameters()));
    }
  }

  private void addSlices(String prefix, List<Composition.OutputSlice> slices) {
    for (int i = 0; i < slices.size(); i++) {
      String path = prefix + "slices[" + i + "]";
      shared.add(new ParameterLevel(path + ".parameters", slices.get(i).parameters()));
      List<Composition.SliceSource> sources = slices.get(i).sources();
      for (int j = 0; j < sources.size(); j++) {
        ofModels.add(
            new ParameterLevel(
                path + ".sources[" + j + "].parameters", sources.get(j).parameters()));
      }
    }
  }

  /** Reports parameters that the method does not know, and such as no model has for itself. */
  void names() {
    for (ParameterLevel level : shared) {
      level.settings().keySet().forEach(name -> known(level, name));
    }
    for (ParameterLevel level : ofModels) {
      level.settings().keySet().stream()
          .filter(name -> known(level, name))
          .filter(name -> method.parameter(name).orElseThrow().scope() != Scope.MODEL)
          .forEach(name -> misplaced(level, name));
    }
  }

  /** Reports settings and filters that decide for no tensor. */
  void usage(SettingValues values) {
    shared.forEach(level -> usage(values, level, method.parameters()));
    ofModels.forEach(level -> usage(values, level, method.parameters(Scope.MODEL)));
  }

  private void usage(
      SettingValues values, ParameterLevel level, List<ParameterDescriptor> parameters) {
    for (ParameterDescriptor parameter : parameters) {
      Setting setting = level.settings().get(parameter.name());
      if (setting != null && values.asked(setting)) {
        filters(values, level.path(parameter.name()), setting);
      } else if (setting != null) {
        problems.warning(
            "unused-parameter",
            level.path(parameter.name()),
            "No tensor takes its %s from here: nearer values come first everywhere."
                .formatted(parameter.name()));
      }
    }
  }

  private void filters(SettingValues values, String path, Setting setting) {
    if (setting instanceof Setting.Conditional conditional) {
      for (int i = 0; i < conditional.cases().size(); i++) {
        Setting.Case settingCase = conditional.cases().get(i);
        if (!values.decided(settingCase) && settingCase.filter().isPresent()) {
          problems.warning(
              "unused-filter",
              path + "[" + i + "].filter",
              "No tensor takes its value from the filter %s: none has it in its name, or others"
                      .formatted(settingCase.filter().get())
                  + " come first.");
        }
      }
    }
  }

  private boolean known(ParameterLevel level, String name) {
    boolean known = method.parameter(name).isPresent();
    if (!known) {
      unknown(level.path(name), name);
    }
    return known;
  }

  private void unknown(String path, String name) {
    Optional<MethodDescriptor> other =
        methods.methods().stream().filter(m -> m.parameter(name).isPresent()).findFirst();
    if (other.isPresent()) {
      problems.warning(
          "unknown-parameter",
          path,
          "%s is a parameter of %s; %s has none of that name and ignores it."
              .formatted(name, other.get().name(), method.name()));
      return;
    }
    List<String> names = method.parameters().stream().map(ParameterDescriptor::name).toList();
    problems.error(
        "unknown-parameter",
        path,
        method.name() + " has no parameter " + name + ".",
        NearestName.of(name, names)
            .map(nearest -> "Did you mean " + nearest + "?")
            .orElse("It has " + String.join(", ", names) + "."));
  }

  private void misplaced(ParameterLevel level, String name) {
    problems.warning(
        "misplaced-parameter",
        level.path(name),
        name + " belongs to the merge as a whole; what a model says of it is ignored.",
        "Move it to the parameters of the recipe.");
  }
}
