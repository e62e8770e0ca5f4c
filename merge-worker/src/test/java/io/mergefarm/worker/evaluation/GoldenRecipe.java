package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.GeometricMethods;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor.Scope;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.SubspaceMethods;
import io.mergefarm.contracts.safetensors.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;

/**
 * As much of a recipe as tests of single tensors need: models with scalar parameters.
 *
 * @param models the parameters of each model by its folder, in order; those of the base are empty
 */
record GoldenRecipe(
    Path folder,
    MethodDescriptor method,
    Optional<String> base,
    Map<String, Double> parameters,
    Map<String, Map<String, Double>> models,
    DType result) {

  /** A recipe, or empty where it says more than this. */
  static Optional<GoldenRecipe> read(Path folder) {
    Map<String, Object> yaml = load(folder.resolve("recipe.yml"));
    Optional<MethodDescriptor> method =
        BuiltInMethods.all().stream()
            .filter(m -> m.name().equals(yaml.get("merge_method")))
            .findFirst();
    boolean simple =
        yaml.containsKey("models")
            && "float32".equals(yaml.get("dtype"))
            && yaml.keySet().stream().noneMatch(key -> key.startsWith("tokenizer"))
            && scalar(yaml);
    return method.filter(m -> simple).map(m -> of(folder, m, yaml));
  }

  private static GoldenRecipe of(Path folder, MethodDescriptor method, Map<String, Object> yaml) {
    Optional<String> base = Optional.ofNullable((String) yaml.get("base_model"));
    Map<String, Map<String, Double>> models = new LinkedHashMap<>();
    for (Object entry : (List<?>) yaml.get("models")) {
      Map<?, ?> model = (Map<?, ?>) entry;
      models.put((String) model.get("model"), parameters(method, Scope.MODEL, model));
    }
    base.ifPresent(name -> models.putIfAbsent(name, Map.of()));
    return new GoldenRecipe(
        folder,
        method,
        base,
        parameters(method, Scope.GLOBAL, yaml),
        models,
        "bfloat16".equals(yaml.get("out_dtype")) ? DType.BF16 : DType.F32);
  }

  /** The parameters of the merge as a whole for one tensor. */
  Parameters parameters(String tensor) {
    Map<String, Double> values = new HashMap<>(parameters);
    if (tensor.contains("embed") || tensor.contains("lm_head")) {
      method
          .parameters(Scope.EMBEDDING)
          .forEach(
              parameter -> values.put(parameter.name(), parameter.defaultValue().orElseThrow()));
    }
    return Parameters.of(values);
  }

  private static Map<String, Double> parameters(
      MethodDescriptor method, Scope scope, Map<?, ?> yaml) {
    Map<String, Double> values = new HashMap<>();
    for (ParameterDescriptor parameter : method.parameters(scope)) {
      parameter.defaultValue().ifPresent(value -> values.put(parameter.name(), value));
    }
    if (yaml.get("parameters") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> values.put((String) name, number(value)));
    }
    return values;
  }

  private static double number(Object value) {
    return value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).doubleValue();
  }

  /** Whether no parameter is a list or has filters. */
  private static boolean scalar(Object node) {
    return switch (node) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .allMatch(
                  entry ->
                      entry.getKey().equals("parameters")
                          ? ((Map<?, ?>) entry.getValue())
                              .values().stream().noneMatch(List.class::isInstance)
                          : scalar(entry.getValue()));
      case List<?> list -> list.stream().allMatch(GoldenRecipe::scalar);
      case null, default -> true;
    };
  }

  private static Map<String, Object> load(Path file) {
    try {
      return new Yaml().load(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the expected values carry the reductions of angles in float32. */
  boolean angles() {
    return GeometricMethods.all().contains(method) || SubspaceMethods.all().contains(method);
  }

  /** Whether a few elements may fall on the other side of a threshold. */
  boolean thresholds() {
    return method.equals(GeometricMethods.ARCEE_FUSION);
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
