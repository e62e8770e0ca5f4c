package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The roles of keys in a {@code config.json}, told by their names. Models of several parts keep
 * those of their language model in an object of their own.
 */
final class ModelConfig {

  static final String TIED = "tie_word_embeddings";
  static final String VOCABULARY = "vocab_size";

  private static final List<String> LAYER_COUNTS =
      List.of("num_hidden_layers", "n_layer", "num_layers", "n_layers");
  private static final List<String> LANGUAGE_PARTS =
      List.of("text_config", "llm_config", "language_config");

  private final ObjectNode root;

  ModelConfig(ObjectNode root) {
    this.root = root;
  }

  /** A place of a number of layers. */
  record LayerCount(ObjectNode owner, String key) {
    int value() {
      return owner.get(key).intValue();
    }
  }

  /** The objects that may hold a role, the whole config first. */
  List<ObjectNode> parts() {
    List<ObjectNode> parts = new ArrayList<>(List.of(root));
    LANGUAGE_PARTS.stream()
        .map(root::get)
        .filter(ObjectNode.class::isInstance)
        .forEach(part -> parts.add((ObjectNode) part));
    return parts;
  }

  /** Every place of a number of layers. */
  Stream<LayerCount> layerCounts() {
    return parts().stream()
        .flatMap(part -> LAYER_COUNTS.stream().map(key -> new LayerCount(part, key)))
        .filter(place -> place.owner().path(place.key()).isInt());
  }

  /**
   * Whether a checkpoint without a head uses its embedding matrix as one: so it is unless the
   * config says otherwise.
   */
  boolean tied() {
    return find(TIED).map(JsonNode::asBoolean).orElse(true);
  }

  /** A value, wherever it is kept. */
  Optional<JsonNode> find(String key) {
    return parts().stream().map(part -> part.get(key)).filter(node -> node != null).findFirst();
  }

  OptionalInt integer(String key) {
    Optional<JsonNode> value = find(key).filter(JsonNode::isInt);
    return value.isPresent() ? OptionalInt.of(value.get().intValue()) : OptionalInt.empty();
  }
}
