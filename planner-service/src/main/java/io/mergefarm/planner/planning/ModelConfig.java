package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The roles of keys in a {@code config.json}, told by their names. Models of several parts keep
 * those of each part in an object of its own.
 */
final class ModelConfig {

  static final String TIED = "tie_word_embeddings";

  static final String VOCABULARY_SIZE = "vocab_size";
  private static final int DEPTH = 3;
  private static final List<String> SPECIAL_TOKENS =
      List.of("bos_token_id", "eos_token_id", "pad_token_id");
  private static final List<String> LANGUAGE_PARTS =
      List.of("text_config", "llm_config", "language_config");

  private final ObjectNode root;

  ModelConfig(ObjectNode root) {
    this.root = root;
  }

  /** The objects that hold the language model's settings, the whole config first. */
  List<ObjectNode> parts() {
    List<ObjectNode> parts = new ArrayList<>(List.of(root));
    LANGUAGE_PARTS.stream()
        .map(root::get)
        .filter(ObjectNode.class::isInstance)
        .forEach(part -> parts.add((ObjectNode) part));
    return parts;
  }

  /** Every place of a number of the language model's layers. */
  Stream<LayerCount> languageLayerCounts() {
    return parts().stream().flatMap(part -> LayerCount.in("", part));
  }

  /**
   * The place of a stack's number of layers: of those that give the number, the one that has most
   * in common with the stack's name, then the first.
   */
  Optional<LayerCount> layerCount(String stack, int layers) {
    return Stream.concat(languageLayerCounts(), layerCounts("", root, 0))
        .filter(place -> place.value() == layers)
        .min(Comparator.comparingInt(place -> -place.affinity(stack)));
  }

  private static Stream<LayerCount> layerCounts(String path, ObjectNode part, int depth) {
    Stream<LayerCount> nested =
        part.properties().stream()
            .filter(entry -> depth < DEPTH && entry.getValue() instanceof ObjectNode)
            .flatMap(
                entry ->
                    layerCounts(
                        path + entry.getKey() + ".", (ObjectNode) entry.getValue(), depth + 1));
    return Stream.concat(LayerCount.in(path, part), nested);
  }

  /**
   * Whether a checkpoint without a head uses its embedding matrix as one: so it is unless the
   * config says otherwise.
   */
  boolean tied() {
    return find(TIED).map(JsonNode::asBoolean).orElse(true);
  }

  /** The number of tokens that embeddings have rows for. */
  OptionalInt vocabularySize() {
    return integer(VOCABULARY_SIZE);
  }

  /** Sets the number of tokens wherever it is kept, and for all where it is nowhere. */
  void writeVocabularySize(int rows) {
    ownersOfVocabulary().forEach(part -> part.put(VOCABULARY_SIZE, rows));
  }

  /** Takes the ids of special tokens from another model's config. */
  void writeSpecialTokens(ModelConfig other) {
    ObjectNode owner = ownersOfVocabulary().getFirst();
    SPECIAL_TOKENS.forEach(key -> other.find(key).ifPresent(id -> owner.set(key, id)));
  }

  private List<ObjectNode> ownersOfVocabulary() {
    List<ObjectNode> owners = parts().stream().filter(part -> part.has(VOCABULARY_SIZE)).toList();
    return owners.isEmpty() ? List.of(root) : owners;
  }

  /** A value of the language model, wherever it is kept. */
  Optional<JsonNode> find(String key) {
    return parts().stream().map(part -> part.get(key)).filter(node -> node != null).findFirst();
  }

  OptionalInt integer(String key) {
    Optional<JsonNode> value = find(key).filter(JsonNode::isInt);
    return value.isPresent() ? OptionalInt.of(value.get().intValue()) : OptionalInt.empty();
  }
}
