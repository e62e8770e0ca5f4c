package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A model of the recipe, with what its tensors' names and its config tell of it. */
final class Checkpoint {

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

  /** The matrix with a row for each token: the largest one before the layers. */
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

  private Optional<String> findEmbedding() {
    return layers.outside().stream()
        .filter(name -> TensorRole.of(name) == TensorRole.BEFORE)
        .filter(name -> index.tensors().get(name).shape().rank() == 2)
        .max(Comparator.comparingLong(name -> index.tensors().get(name).shape().elements()));
  }
}
