package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What the output's config says of tokens.
 *
 * @param rows of the embeddings; absent: as the donor has it
 * @param tokenizer the config of the model whose tokenizer the output has, where it is not the
 *     donor's
 */
record VocabularyConfig(OptionalLong rows, Optional<ModelConfig> tokenizer) {

  private static final List<String> SPECIAL_IDS =
      List.of("bos_token_id", "eos_token_id", "pad_token_id");

  void write(ModelConfig config) {
    rows.ifPresent(count -> owner(config).put(ModelConfig.VOCABULARY, Math.toIntExact(count)));
    tokenizer.ifPresent(other -> ids(other).forEach(owner(config)::set));
  }

  private static Map<String, JsonNode> ids(ModelConfig config) {
    Map<String, JsonNode> ids = new TreeMap<>();
    SPECIAL_IDS.forEach(key -> config.find(key).ifPresent(id -> ids.put(key, id)));
    return ids;
  }

  private static ObjectNode owner(ModelConfig config) {
    return config.parts().stream()
        .filter(part -> part.has(ModelConfig.VOCABULARY))
        .findFirst()
        .orElse(config.parts().getFirst());
  }
}
