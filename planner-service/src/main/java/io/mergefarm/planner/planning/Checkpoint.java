package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.recipe.ModelReference;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A model of the recipe, with what its tensors' names and its config tell of it. */
final class Checkpoint {

  private final ModelReference reference;
  private final Map<String, TensorExpression> tensors;
  private final LayerMap layers;
  private final Optional<ObjectNode> configFile;
  private final Optional<ModelConfig> config;
  private final Optional<String> embedding;

  /**
   * A checkpoint.
   *
   * @param tensors by name
   * @param config the content of its {@code config.json}
   */
  Checkpoint(
      ModelReference reference,
      Map<String, TensorExpression> tensors,
      Optional<ObjectNode> config) {
    this(reference, tensors, new LayerMap(tensors.keySet()), config, embedding(tensors));
  }

  private Checkpoint(
      ModelReference reference,
      Map<String, TensorExpression> tensors,
      LayerMap layers,
      Optional<ObjectNode> config,
      Optional<String> embedding) {
    this.reference = reference;
    this.tensors = tensors;
    this.layers = layers;
    this.configFile = config;
    this.config = config.map(ModelConfig::new);
    this.embedding = embedding;
  }

  /** The same model with some of its tensors. */
  Checkpoint part(Predicate<String> names) {
    Map<String, TensorExpression> some = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (names.test(name)) {
            some.put(name, tensor);
          }
        });
    return new Checkpoint(
        reference,
        some,
        new LayerMap(some.keySet()),
        configFile,
        embedding.filter(some::containsKey));
  }

  /** The same tensors without layers, config and rows of tokens. */
  Checkpoint bare() {
    return new Checkpoint(
        reference, tensors, LayerMap.flat(tensors.keySet()), Optional.empty(), Optional.empty());
  }

  Set<String> names() {
    return tensors.keySet();
  }

  ModelReference reference() {
    return reference;
  }

  /** The model as the recipe writes it. */
  String model() {
    return reference.text();
  }

  /** The content of its {@code config.json}. */
  Optional<ObjectNode> configFile() {
    return configFile;
  }

  LayerMap layers() {
    return layers;
  }

  Optional<ModelConfig> config() {
    return config;
  }

  Optional<TensorExpression> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** Whether a tensor has a row for each token: the embedding, or a head of its own. */
  boolean hasRowsOfTokens(String name) {
    return embedding.filter(name::equals).isPresent() || head(name);
  }

  /** Whether one of the tensors is a head. */
  boolean hasHead() {
    return tensors.keySet().stream().anyMatch(this::head);
  }

  /** The matrix with a row for each token: the largest one before the layers. */
  Optional<String> embedding() {
    return embedding;
  }

  /** Whether a tensor is a head: a matrix behind the layers in the shape of the embedding. */
  boolean head(String name) {
    return embedding
        .map(matrix -> tensors.get(matrix).shape())
        .filter(shape -> TensorRole.of(name) == TensorRole.BEHIND)
        .filter(shape -> tensor(name).map(head -> head.shape().equals(shape)).orElse(false))
        .isPresent();
  }

  /** Whether a tensor has a row for each token. */
  boolean vocabulary(String name) {
    return embedding.filter(name::equals).isPresent() || head(name);
  }

  /** Whether the embedding serves as the head where there is no head. */
  boolean tied() {
    return config.map(ModelConfig::tied).orElse(false);
  }

  /**
   * The stack that {@code layer_range} counts in: the only one, or the only one of the length that
   * the config gives.
   */
  Optional<String> mainStack() {
    List<String> stacks = List.copyOf(layers.stacks());
    List<String> fitting =
        stacks.size() == 1 ? stacks : stacks.stream().filter(this::fits).toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  private boolean fits(String stack) {
    return config.stream()
        .flatMap(ModelConfig::languageLayerCounts)
        .anyMatch(count -> count.value() == layers.layers(stack));
  }

  private static Optional<String> embedding(Map<String, TensorExpression> tensors) {
    return tensors.keySet().stream()
        .filter(name -> LayerName.of(name).isEmpty())
        .filter(name -> TensorRole.of(name) == TensorRole.BEFORE)
        .filter(name -> tensors.get(name).shape().rank() == 2)
        .max(Comparator.comparingLong(name -> tensors.get(name).shape().elements()));
  }
}
