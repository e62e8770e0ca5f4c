package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A model of the recipe, with what its tensors' names and its config tell of it. */
final class Checkpoint {

  private static final Pattern POSITIONS = Pattern.compile("wpe|position|token_type");

  private final ModelReference reference;
  private final SourceIndex index;
  private final LayerMap layers;
  private final Optional<ModelConfig> config;
  private final Optional<String> embedding;

  Checkpoint(ModelReference reference, SourceIndex index) {
    this.reference = reference;
    this.index = index;
    this.layers = new LayerMap(index.tensors().keySet());
    this.config = index.config().map(ModelConfig::new);
    this.embedding = findEmbedding();
  }

  ModelReference reference() {
    return reference;
  }

  /** The model as the recipe writes it. */
  String model() {
    return reference.text();
  }

  SourceIndex index() {
    return index;
  }

  LayerMap layers() {
    return layers;
  }

  Optional<ModelConfig> config() {
    return config;
  }

  Optional<StoredTensor> tensor(String name) {
    return Optional.ofNullable(index.tensors().get(name));
  }

  /**
   * The matrix with a row for each token: the one before the layers with as many rows as the config
   * says, or the largest.
   */
  Optional<String> embedding() {
    return embedding;
  }

  /** Whether a tensor is a head: a matrix behind the layers in the shape of the embedding. */
  boolean head(String name) {
    return embedding
        .map(matrix -> index.tensors().get(matrix).shape())
        .filter(shape -> TensorRole.of(name) == TensorRole.BEHIND)
        .filter(shape -> tensor(name).map(head -> head.shape().equals(shape)).orElse(false))
        .isPresent();
  }

  /** Whether a tensor has a row for each token: the embedding, a head, or the bias of one. */
  boolean tokenRows(String name) {
    return embedding.filter(name::equals).isPresent() || head(name) || headBias(name);
  }

  /** The tensor that does the same here as one of another model does there. */
  Optional<String> counterpart(Checkpoint other, String name) {
    if (other.embedding.filter(name::equals).isPresent()) {
      return embedding;
    }
    return tensor(name).isPresent() ? Optional.of(name) : tied() ? embedding : Optional.empty();
  }

  private boolean headBias(String name) {
    return embedding
        .map(matrix -> index.tensors().get(matrix).shape().dimensions())
        .filter(matrix -> !matrix.getFirst().equals(matrix.getLast()))
        .filter(matrix -> TensorRole.of(name) == TensorRole.BEHIND)
        .filter(matrix -> layers.outside().contains(name))
        .filter(
            matrix ->
                tensor(name)
                    .map(bias -> bias.shape().dimensions().equals(List.of(matrix.getFirst())))
                    .orElse(false))
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
        .flatMap(ModelConfig::layerCounts)
        .anyMatch(count -> count.value() == layers.layers(stack));
  }

  private long rows(String matrix) {
    return index.tensors().get(matrix).shape().dimensions().getFirst();
  }

  private long vocabularySize() {
    return config.stream()
        .flatMapToInt(found -> found.integer(ModelConfig.VOCABULARY).stream())
        .findFirst()
        .orElse(-1);
  }

  private Optional<String> findEmbedding() {
    return layers.outside().stream()
        .filter(name -> TensorRole.of(name) == TensorRole.BEFORE)
        .filter(name -> index.tensors().get(name).shape().rank() == 2)
        .max(
            Comparator.<String>comparingInt(name -> rows(name) == vocabularySize() ? 1 : 0)
                .thenComparingInt(name -> POSITIONS.matcher(name).find() ? 0 : 1)
                .thenComparingLong(name -> index.tensors().get(name).shape().elements()));
  }
}
