package io.mergefarm.planner.tokenizer;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.json.ContractJson;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sets the files of a model's tokenizer right for the output's vocabulary and chat template. Only
 * the files that change are written.
 */
public final class TokenizerWriter {

  private static final String TEMPLATE = "chat_template";

  private final ObjectMapper mapper =
      ContractJson.mapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(new JsonNodeFactory(true));

  private final TokenizerFiles files;

  /**
   * @param files of the model that the output's tokenizer begins with
   */
  public TokenizerWriter(TokenizerFiles files) {
    this.files = files;
  }

  /**
   * The files that differ from the model's.
   *
   * @param vocabulary absent: as the model's
   * @param template absent: as the model's
   */
  public Map<String, byte[]> write(Optional<OutputVocabulary> vocabulary, Optional<String> template)
      throws TokenizerException {
    Map<String, byte[]> written = new TreeMap<>();
    Optional<OutputVocabulary> changed = vocabulary.filter(OutputVocabulary::changed);
    if (changed.isPresent()) {
      edit(written, TokenizerFiles.TOKENIZER, tree -> editTokenizer(tree, changed.get()));
      edit(written, TokenizerFiles.ADDED, tree -> editAdded(tree, changed.get()));
    }
    if (changed.isPresent() || template.isPresent()) {
      edit(written, TokenizerFiles.CONFIG, tree -> editConfig(tree, changed, template));
    }
    if (template.isPresent()) {
      written.put(TokenizerFiles.CHAT_TEMPLATE, template.get().getBytes(StandardCharsets.UTF_8));
      edit(written, TokenizerFiles.PROCESSOR_TEMPLATE, tree -> tree.put(TEMPLATE, template.get()));
    }
    return written;
  }

  /** Changes a tree. */
  @FunctionalInterface
  private interface Edit {
    void apply(ObjectNode tree) throws TokenizerException;
  }

  private void edit(Map<String, byte[]> written, String name, Edit edit) throws TokenizerException {
    Optional<ObjectNode> tree = JsonFiles.object(mapper, files, name);
    if (tree.isPresent()) {
      edit.apply(tree.get());
      written.put(name, JsonFiles.bytes(mapper, tree.get()));
    }
  }

  private void editTokenizer(ObjectNode tree, OutputVocabulary vocabulary) {
    ArrayNode kept = mapper.createArrayNode();
    for (JsonNode token : tree.path("added_tokens")) {
      if (token.path("id").asInt() < vocabulary.limit()) {
        kept.add(token);
      }
    }
    vocabulary
        .appended()
        .forEach((id, token) -> kept.add(flags(mapper.createObjectNode().put("id", id), token)));
    tree.set("added_tokens", kept);
    strip((ObjectNode) tree.get("model"), vocabulary.limit());
  }

  private void strip(ObjectNode model, int limit) {
    JsonNode vocab = model.get("vocab");
    if (vocab instanceof ArrayNode pieces) {
      while (pieces.size() > limit) {
        pieces.remove(pieces.size() - 1);
      }
      return;
    }
    Set<String> removed = new HashSet<>();
    Iterator<Map.Entry<String, JsonNode>> entries = vocab.properties().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      if (entry.getValue().asInt() >= limit) {
        removed.add(entry.getKey());
        entries.remove();
      }
    }
    if (!removed.isEmpty() && model.get("merges") instanceof ArrayNode merges) {
      model.set("merges", without(merges, removed));
    }
  }

  /** A merge is a text with a space between its parts, or a list of two. */
  private ArrayNode without(ArrayNode merges, Set<String> removed) {
    ArrayNode kept = mapper.createArrayNode();
    for (JsonNode merge : merges) {
      String[] parts =
          merge.isTextual()
              ? merge.asText().split(" ", 2)
              : new String[] {merge.path(0).asText(), merge.path(1).asText()};
      boolean mentions =
          parts.length == 2
              && (removed.contains(parts[0])
                  || removed.contains(parts[1])
                  || removed.contains(parts[0] + parts[1]));
      if (!mentions) {
        kept.add(merge);
      }
    }
    return kept;
  }

  private static void editAdded(ObjectNode tree, OutputVocabulary vocabulary) {
    tree.properties().removeIf(entry -> entry.getValue().asInt() >= vocabulary.limit());
    vocabulary.appended().forEach((id, token) -> tree.put(token.content(), id));
  }

  private void editConfig(
      ObjectNode tree, Optional<OutputVocabulary> vocabulary, Optional<String> template) {
    if (vocabulary.isPresent() && tree.get("added_tokens_decoder") instanceof ObjectNode decoder) {
      ObjectNode kept = mapper.createObjectNode();
      decoder
          .properties()
          .forEach(entry -> keep(kept, entry.getKey(), entry.getValue(), vocabulary.get().limit()));
      vocabulary
          .get()
          .appended()
          .forEach(
              (id, token) -> kept.set(String.valueOf(id), flags(mapper.createObjectNode(), token)));
      tree.set("added_tokens_decoder", kept);
    }
    if (template.isPresent() && tree.has(TEMPLATE)) {
      tree.put(TEMPLATE, template.get());
    }
  }

  private static void keep(ObjectNode kept, String id, JsonNode token, int limit) {
    if (id.matches("\\d{1,8}") && Integer.parseInt(id) < limit) {
      kept.set(id, token);
    }
  }

  private static ObjectNode flags(ObjectNode node, AddedToken token) {
    return node.put("content", token.content())
        .put("single_word", token.singleWord())
        .put("lstrip", token.lstrip())
        .put("rstrip", token.rstrip())
        .put("normalized", token.normalized())
        .put("special", token.special());
  }
}
