package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.CheckpointKind;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A model of the recipe, with what its tensors' names and its config tell of it. */
final class Checkpoint {

  private static final Pattern POSITIONS = Pattern.compile("wpe|position|token_type");

  private final ModelReference reference;
  private final CheckpointKind kind;
  private final Map<String, TensorExpression> tensors;
  private final LayerMap layers;
  private final Optional<ObjectNode> configFile;
  private final Optional<ModelConfig> config;
  private final Optional<Matrix> embedding;
  private final ModelTokenizer tokenizer;

  private record Matrix(String name, Shape shape) {
    long rows() {
      return shape.dimensions().getFirst();
    }
  }

  /**
   * A checkpoint.
   *
   * @param tensors by name
   * @param config the content of its config file
   */
  Checkpoint(
      ModelReference reference,
      CheckpointKind kind,
      Map<String, TensorExpression> tensors,
      Optional<ObjectNode> config,
      ModelTokenizer tokenizer) {
    this(
        reference,
        kind,
        tensors,
        new LayerMap(tensors.keySet()),
        config,
        kind == CheckpointKind.MODEL
            ? embedding(tensors, config.map(ModelConfig::new))
            : Optional.empty(),
        tokenizer);
  }

  private Checkpoint(
      ModelReference reference,
      CheckpointKind kind,
      Map<String, TensorExpression> tensors,
      LayerMap layers,
      Optional<ObjectNode> config,
      Optional<Matrix> embedding,
      ModelTokenizer tokenizer) {
    this.reference = reference;
    this.kind = kind;
    this.tensors = tensors;
    this.layers = layers;
    this.configFile = config;
    this.config = config.map(ModelConfig::new);
    this.embedding = embedding;
    this.tokenizer = tokenizer;
  }

  /** The same model with some of its tensors; a head is known as one without the embedding, too. */
  Checkpoint part(Predicate<String> names) {
    Map<String, TensorExpression> some = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (names.test(name)) {
            some.put(name, tensor);
          }
        });
    return new Checkpoint(
        reference, kind, some, new LayerMap(some.keySet()), configFile, embedding, tokenizer);
  }

  /** The same tensors without layers, a model's config and rows of tokens. */
  Checkpoint bare() {
    return new Checkpoint(
        reference,
        kind,
        tensors,
        LayerMap.flat(tensors.keySet()),
        configFile.filter(file -> kind == CheckpointKind.ADAPTER),
        Optional.empty(),
        tokenizer);
  }

  /** The same model with some tensors changed or added, under the name that it has then. */
  Checkpoint changed(ModelReference name, Map<String, TensorExpression> changes) {
    Map<String, TensorExpression> all = new LinkedHashMap<>(tensors);
    all.putAll(changes);
    return new Checkpoint(name, kind, all, configFile, tokenizer);
  }

  /** All tensors by name. */
  Map<String, TensorExpression> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  Set<String> names() {
    return tensors.keySet();
  }

  ModelReference reference() {
    return reference;
  }

  CheckpointKind kind() {
    return kind;
  }

  /** The model as the recipe writes it. */
  String model() {
    return reference.text();
  }

  ModelTokenizer tokenizer() {
    return tokenizer;
  }

  /** The content of its config file. */
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

  /** Whether one of the tensors is a head. */
  boolean hasHead() {
    return tensors.keySet().stream().anyMatch(this::head);
  }

  /**
   * The matrix with a row for each token: the one before the layers with as many rows as the config
   * says, or the largest.
   */
  Optional<String> embedding() {
    return embedding.map(Matrix::name).filter(tensors::containsKey);
  }

  /** Whether a tensor is a head: a matrix behind the layers in the shape of the embedding. */
  boolean head(String name) {
    return embedding
        .filter(matrix -> TensorRole.of(name) == TensorRole.BEHIND)
        .filter(matrix -> hasShape(name, matrix.shape()))
        .isPresent();
  }

  /** Whether it is the embedding or a head. */
  boolean vocabulary(String name) {
    return embedding().filter(name::equals).isPresent() || head(name);
  }

  /** Whether a tensor has a row for each token: the embedding, a head, or the bias of one. */
  boolean tokenRows(String name) {
    return vocabulary(name) || headBias(name);
  }

  /** The tensor that does the same here as one of another model does there. */
  Optional<String> counterpart(Checkpoint other, String name) {
    if (other.embedding().filter(name::equals).isPresent()) {
      return embedding();
    }
    return tensor(name).isPresent() ? Optional.of(name) : tied() ? embedding() : Optional.empty();
  }

  private boolean headBias(String name) {
    return embedding
        .map(matrix -> matrix.shape().dimensions())
        .filter(extents -> !extents.getFirst().equals(extents.getLast()))
        .filter(extents -> TensorRole.of(name) == TensorRole.BEHIND)
        .filter(extents -> layers.outside().contains(name))
        .filter(extents -> hasShape(name, new Shape(List.of(extents.getFirst()))))
        .isPresent();
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

  private boolean hasShape(String name, Shape shape) {
    return tensor(name).filter(tensor -> tensor.shape().equals(shape)).isPresent();
  }

  private static Optional<Matrix> embedding(
      Map<String, TensorExpression> tensors, Optional<ModelConfig> config) {
    long tokens =
        config.stream().flatMapToInt(read -> read.vocabularySize().stream()).findFirst().orElse(-1);
    return tensors.entrySet().stream()
        .filter(tensor -> LayerName.of(tensor.getKey()).isEmpty())
        .filter(tensor -> TensorRole.of(tensor.getKey()) == TensorRole.BEFORE)
        .map(tensor -> new Matrix(tensor.getKey(), tensor.getValue().shape()))
        .filter(matrix -> matrix.shape().rank() == 2)
        .max(
            Comparator.<Matrix>comparingInt(matrix -> matrix.rows() == tokens ? 1 : 0)
                .thenComparingInt(matrix -> POSITIONS.matcher(matrix.name()).find() ? 0 : 1)
                .thenComparingLong(matrix -> matrix.shape().elements()));
  }
}
