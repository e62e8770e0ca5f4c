package io.mergefarm.assembler.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files that an output takes over from the donor: how to generate, tokenise and preprocess.
 * They are carried byte for byte, with one exception: {@code auto_map}, by which a loader finds
 * code to run, is left out of the settings, and files of code are never carried.
 */
final class Companions {

  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  private static final Set<String> SETTINGS =
      Set.of(
          "generation_config.json",
          TOKENIZER_CONFIG,
          "preprocessor_config.json",
          "processor_config.json",
          "video_preprocessor_config.json");

  private static final Set<String> DATA =
      Set.of(
          "special_tokens_map.json",
          "tokenizer.json",
          "tokenizer.model",
          "added_tokens.json",
          "merges.txt",
          "vocab.json",
          "vocab.txt",
          "spiece.model",
          "sentencepiece.bpe.model",
          "chat_template.jinja",
          "chat_template.json");

  private static final Pattern MORE_CHAT_TEMPLATES =
      Pattern.compile("additional_chat_templates/[A-Za-z0-9_-]{1,100}\\.jinja");

  private static final String CODE_KEY = "auto_map";

  private final ObjectMapper mapper =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final SmallFiles files;

  Companions(SmallFiles files) {
    this.files = files;
  }

  /** The files that are carried from a checkpoint that gives all of them, ordered by path. */
  static List<SourceFile> of(SourceIndex donor) {
    return donor.files().stream().filter(file -> carried(file.path())).toList();
  }

  /** Whether a file tells of the tokenizer or of chats, and not of generating or of images. */
  static boolean ofTokenizer(String path) {
    return path.equals(TOKENIZER_CONFIG)
        || DATA.contains(path)
        || MORE_CHAT_TEMPLATES.matcher(path).matches();
  }

  /**
   * What is written for a file of the donor.
   *
   * @throws CheckpointException if it holds settings that are no JSON
   */
  byte[] content(SourceFile file) throws IOException, CheckpointException {
    return content(file.path(), file.uri().toString(), files.read(file));
  }

  /**
   * What is written for a file of some content.
   *
   * @param origin what people know it by
   */
  byte[] content(String path, String origin, byte[] content)
      throws IOException, CheckpointException {
    return SETTINGS.contains(path) ? withoutCode(origin, content) : content;
  }

  private static boolean carried(String path) {
    return SETTINGS.contains(path)
        || DATA.contains(path)
        || MORE_CHAT_TEMPLATES.matcher(path).matches();
  }

  private byte[] withoutCode(String origin, byte[] content)
      throws IOException, CheckpointException {
    JsonNode settings;
    try {
      settings = mapper.readTree(content);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          "%s is no JSON (%s); correct or remove it and start the merge again"
              .formatted(origin, e.getOriginalMessage()),
          e);
    }
    if (settings instanceof ObjectNode object && object.remove(CODE_KEY) != null) {
      return PrettyJson.bytes(object);
    }
    return content;
  }
}
