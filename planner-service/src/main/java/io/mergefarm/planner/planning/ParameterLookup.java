package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor.Scope;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.recipe.Setting;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Finds the values that a method's parameters have for a tensor: the model's own, then the slice's,
 * then the recipe's, then the default. A setting that has nothing to say for a tensor is passed
 * over.
 */
final class ParameterLookup {

  private final MethodDescriptor method;
  private final SettingValues settings;
  private final Problems problems;

  ParameterLookup(MethodDescriptor method, SettingValues settings, Problems problems) {
    this.method = method;
    this.settings = settings;
    this.problems = problems;
  }

  /** The parameters of the merge as a whole, looked up by the output tensor's name. */
  Parameters ofMerge(OutputTensor tensor) {
    Map<String, Double> values = new TreeMap<>();
    for (ParameterDescriptor parameter : parametersOfMerge(tensor)) {
      Optional<Double> value =
          find(parameter, tensor.slice().levels(), tensor.name(), tensor.position());
      value.ifPresent(found -> values.put(parameter.name(), found));
      if (value.isPresent()) {
        requireBase(parameter, tensor);
      } else if (!substituted(parameter, tensor)) {
        requireNot(parameter, mergePath(tensor, parameter), tensor.name());
      }
    }
    return Parameters.of(values);
  }

  private List<ParameterDescriptor> parametersOfMerge(OutputTensor tensor) {
    return method.parameters().stream()
        .filter(
            parameter ->
                switch (parameter.scope()) {
                  case GLOBAL -> true;
                  case EMBEDDING -> tensor.embedding();
                  case MODEL -> false;
                })
        .toList();
  }

  /**
   * The parameters of one model, looked up by the input tensor's name. None are required of a base.
   *
   * @param place of the model among the slice's inputs
   */
  Parameters ofModel(OutputTensor tensor, int place) {
    SliceInput input = tensor.slice().inputs().get(place);
    String name = tensor.inputNames().get(place);
    Map<String, Double> values = new TreeMap<>();
    for (ParameterDescriptor parameter : method.parameters(Scope.MODEL)) {
      Optional<Double> value = findOfModel(parameter, tensor, place);
      value.ifPresent(found -> values.put(parameter.name(), found));
      if (value.isEmpty() && !input.base()) {
        requireNot(parameter, modelPath(input, parameter), name + " of " + input.model());
      }
    }
    Parameters parameters = Parameters.of(values);
    if (!input.base()) {
      together(parameters, name, modelPath(input));
    }
    return parameters;
  }

  private void together(Parameters parameters, String tensor, String path) {
    method
        .rules()
        .objection(parameters)
        .ifPresent(
            objection ->
                problems.error(
                    "illegal-combination", path, "For %s: %s.".formatted(tensor, objection)));
  }

  /** Tells what a quirk that the recipe keeps does to a tensor. */
  void surprises(OutputTensor tensor, int place, Parameters parameters, Shape shape) {
    SliceInput input = tensor.slice().inputs().get(place);
    method
        .rules()
        .surprise(parameters, shape)
        .ifPresent(
            surprise ->
                problems.warning(
                    "quirk",
                    modelPath(input),
                    "For %s, and maybe others: %s.".formatted(tensor.name(), surprise),
                    "Say quirks: none at the top of the recipe to have it otherwise."));
  }

  private static String modelPath(SliceInput input) {
    return input.levels().stream()
        .filter(level -> !level.settings().isEmpty())
        .map(ParameterLevel::path)
        .findFirst()
        .orElse(input.path());
  }

  private Optional<Double> findOfModel(
      ParameterDescriptor parameter, OutputTensor tensor, int place) {
    List<ParameterLevel> levels = new ArrayList<>(tensor.slice().inputs().get(place).levels());
    levels.addAll(tensor.slice().levels());
    return find(parameter, levels, tensor.inputNames().get(place), tensor.position());
  }

  /** Whether all models have the parameter that stands in for one of the merge. */
  private boolean substituted(ParameterDescriptor parameter, OutputTensor tensor) {
    return parameter
        .substitute()
        .flatMap(method::parameter)
        .filter(
            substitute ->
                IntStream.range(0, tensor.slice().inputs().size())
                    .allMatch(place -> findOfModel(substitute, tensor, place).isPresent()))
        .isPresent();
  }

  private Optional<Double> find(
      ParameterDescriptor parameter, List<ParameterLevel> levels, String name, double position) {
    for (ParameterLevel level : levels) {
      Setting setting = level.settings().get(parameter.name());
      OptionalDouble value =
          setting == null ? OptionalDouble.empty() : settings.value(setting, name, position);
      if (value.isPresent()) {
        check(parameter, level, value.getAsDouble(), name);
        return Optional.of(value.getAsDouble());
      }
    }
    return parameter.defaultValue();
  }

  private void check(
      ParameterDescriptor parameter, ParameterLevel level, double value, String name) {
    parameter
        .objection(value)
        .ifPresent(
            objection ->
                problems.error(
                    "illegal-value",
                    level.path(parameter.name()),
                    "For %s: %s.".formatted(name, objection)));
  }

  /** Without what may stand in for such a parameter, it is the base that it counts from. */
  private void requireBase(ParameterDescriptor parameter, OutputTensor tensor) {
    if (parameter.substitute().isPresent() && !tensor.slice().hasBase()) {
      problems.error(
          "missing-base-model",
          "merge_method",
          "%s needs a base model where %s is given, and the recipe names none."
              .formatted(method.name(), parameter.name()),
          "Name one as base_model, or give each model a %s in place of %s."
              .formatted(parameter.substitute().get(), parameter.name()));
    }
  }

  private static String mergePath(OutputTensor tensor, ParameterDescriptor parameter) {
    ParameterLevel recipe = tensor.slice().levels().getLast();
    return recipe.settings().isEmpty() ? "merge_method" : recipe.path(parameter.name());
  }

  private static String modelPath(SliceInput input, ParameterDescriptor parameter) {
    return input.levels().isEmpty()
        ? input.path()
        : input.levels().getFirst().path(parameter.name());
  }

  private void requireNot(ParameterDescriptor parameter, String path, String tensor) {
    if (parameter.required()) {
      problems.error(
          "missing-parameter",
          path,
          "%s needs %s, and there is none for %s."
              .formatted(method.name(), parameter.name(), tensor),
          parameter.scope() == Scope.MODEL
              ? "Give it in the model's parameters, or in the recipe's for all models."
              : "Give it in the recipe's parameters"
                  + parameter.substitute().map(", or each model a %s."::formatted).orElse("."));
    }
  }
}
