package io.mergefarm.planner.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.plan.RowTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the tokens of a {@code tokenizer.json}, of the kinds BPE, WordPiece, Unigram and WordLevel,
 * and those that files beside it add. What else is there is passed over unread.
 */
public final class VocabularyReader {

  private static final List<String> KINDS = List.of("BPE", "WordPiece", "Unigram", "WordLevel");

  /** The output has a row for every id, so that few of them may be empty. */
  private static final int MOST_GAPS = 1024;

  private static final String DECODER = "added_tokens_decoder";

  private final ObjectMapper mapper = ContractJson.mapper();
  private final ObjectReader values =
      mapper.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private final TokenizerFiles files;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final Map<String, AddedToken> added = new LinkedHashMap<>();
  private final List<String> ordinary = new ArrayList<>();
  private final BitSet taken = new BitSet();

  private VocabularyReader(TokenizerFiles files) {
    this.files = files;
  }

  /**
   * Reads the tokens of a model.
   *
   * @param limit the rows of the model's embeddings
   * @throws TokenizerException if there is no {@code tokenizer.json}, or it is not valid
   */
  public static Vocabulary read(TokenizerFiles files, int limit) throws TokenizerException {
    return new VocabularyReader(files).read(limit);
  }

  private Vocabulary read(int limit) throws TokenizerException {
    byte[] json = files.file(TokenizerFiles.TOKENIZER).orElseThrow(this::noTokenizer);
    try (JsonParser parser = mapper.createParser(json)) {
      readTokenizer(parser);
    } catch (JsonProcessingException e) {
      throw invalid(TokenizerFiles.TOKENIZER, e);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes can be read", e);
    }
    addFromFiles();
    require(taken.length() <= MOST_GAPS + 2L * ids.size(), "most of its ids have no token");
    return new Vocabulary(ids, ordinary, added, limit);
  }

  private void readTokenizer(JsonParser parser) throws IOException, TokenizerException {
    require(parser.nextToken() == JsonToken.START_OBJECT, "it is no object");
    boolean found = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "model" -> {
          readModel(parser);
          found = true;
        }
        case "added_tokens" -> readAdded(values.readTree(parser));
        default -> parser.skipChildren();
      }
    }
    require(parser.nextToken() == null, "something follows its end");
    require(found && !ids.isEmpty(), "it has no model with a vocab");
  }

  private void readModel(JsonParser parser) throws IOException, TokenizerException {
    require(parser.currentToken() == JsonToken.START_OBJECT, "its model is no object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "type" ->
            require(
                KINDS.contains(parser.getText()),
                "its kind '%s' is none of %s"
                    .formatted(Excerpts.of(parser.getText()), String.join(", ", KINDS)));
        case "vocab" -> readVocab(parser);
        default -> parser.skipChildren();
      }
    }
  }

  private void readVocab(JsonParser parser) throws IOException, TokenizerException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String token = parser.currentName();
        require(
            parser.nextToken() == JsonToken.VALUE_NUMBER_INT,
            token,
            "has no whole number as its id");
        putOrdinary(token, parser.getLongValue());
      }
    } else {
      require(parser.currentToken() == JsonToken.START_ARRAY, "its vocab is no object or list");
      for (int id = 0; parser.nextToken() != JsonToken.END_ARRAY; id++) {
        require(parser.currentToken() == JsonToken.START_ARRAY, "a piece of its vocab is no pair");
        require(parser.nextToken() == JsonToken.VALUE_STRING, "a piece of its vocab is no text");
        putOrdinary(parser.getText(), id);
        require(parser.nextToken().isNumeric(), "the score of a piece is no number");
        require(parser.nextToken() == JsonToken.END_ARRAY, "a piece of its vocab is no pair");
      }
    }
  }

  private void putOrdinary(String token, long id) throws TokenizerException {
    checkId(token, id);
    taken.set((int) id);
    if (added.containsKey(token)) {
      require(ids.get(token) == id, token, "has two ids");
    } else {
      require(ids.put(token, (int) id) == null, token, "is there twice");
    }
    ordinary.add(token);
  }

  private void readAdded(JsonNode list) throws TokenizerException {
    require(list instanceof ArrayNode || list.isNull(), "its added_tokens are no list");
    for (JsonNode entry : list) {
      JsonNode id = entry.path("id");
      require(id.isIntegralNumber(), "the id of an added token is no whole number");
      putAdded(entry, id.asLong());
    }
  }

  private void putAdded(JsonNode entry, long id) throws TokenizerException {
    JsonNode content = entry.path("content");
    require(content.isTextual() && !content.asText().isEmpty(), "an added token has no content");
    String token = content.asText();
    checkId(token, id);
    taken.set((int) id);
    Integer earlier = ids.put(token, (int) id);
    require(earlier == null || earlier == id, token, "has two ids");
    added.put(
        token,
        new AddedToken(
            token,
            flag(entry, "special"),
            flag(entry, "single_word"),
            flag(entry, "lstrip"),
            flag(entry, "rstrip"),
            flag(entry, "normalized")));
  }

  /** Older versions keep added tokens beside the tokenizer only. */
  private void addFromFiles() throws TokenizerException {
    ObjectNode config = object(TokenizerFiles.CONFIG);
    if (config.path(DECODER) instanceof ObjectNode decoder) {
      for (Map.Entry<String, JsonNode> entry : decoder.properties()) {
        addUnlessKnown(entry.getValue(), id(entry.getKey()));
      }
    }
    for (Map.Entry<String, JsonNode> entry : object(TokenizerFiles.ADDED).properties()) {
      ObjectNode definition = mapper.createObjectNode().put("content", entry.getKey());
      addUnlessKnown(
          definition, entry.getValue().isIntegralNumber() ? entry.getValue().asLong() : -1);
    }
  }

  private void addUnlessKnown(JsonNode entry, long id) throws TokenizerException {
    String content = entry.path("content").asText();
    boolean free = id < 0 || id >= RowTable.MAX_ROWS || !taken.get((int) id);
    if (!ids.containsKey(content) && free) {
      putAdded(entry, id);
    }
  }

  private ObjectNode object(String file) throws TokenizerException {
    return JsonFiles.object(mapper, files, file).orElseGet(mapper::createObjectNode);
  }

  private static long id(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static boolean flag(JsonNode entry, String name) {
    return entry.path(name).asBoolean(false);
  }

  private static void checkId(String token, long id) throws TokenizerException {
    require(
        id >= 0 && id < RowTable.MAX_ROWS,
        token,
        "has an id that is not from 0 to " + (RowTable.MAX_ROWS - 1));
  }

  private static void require(boolean condition, String otherwise) throws TokenizerException {
    if (!condition) {
      throw new TokenizerException(
          TokenizerFiles.TOKENIZER + " is not valid: " + otherwise + "; download it again");
    }
  }

  /** Texts are only made where something is wrong: there are many tokens. */
  private static void require(boolean condition, String token, String otherwise)
      throws TokenizerException {
    if (!condition) {
      require(false, "the token '" + Excerpts.of(token) + "' " + otherwise);
    }
  }

  private static TokenizerException invalid(String file, JsonProcessingException e) {
    return new TokenizerException(
        "%s is not valid: %s; download it again".formatted(file, e.getOriginalMessage()), e);
  }

  private TokenizerException noTokenizer() {
    return new TokenizerException(
        files.present().isEmpty()
            ? "it has no tokenizer.json"
            : "it has %s but no tokenizer.json; save it once with AutoTokenizer of transformers, which writes one"
                .formatted(String.join(" and ", files.present())));
  }
}
