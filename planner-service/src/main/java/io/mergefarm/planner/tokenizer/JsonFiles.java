package io.mergefarm.planner.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads and writes the JSON files of tokenizers. */
final class JsonFiles {

  private JsonFiles() {}

  /**
   * A file that is an object, where there is one.
   *
   * @throws TokenizerException if it holds something else
   */
  static Optional<ObjectNode> object(ObjectMapper mapper, TokenizerFiles files, String name)
      throws TokenizerException {
    Optional<byte[]> content = files.file(name);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode json = mapper.readTree(content.get());
      if (json instanceof ObjectNode object) {
        return Optional.of(object);
      }
      throw new TokenizerException(name + " is no JSON object; download it again");
    } catch (JsonProcessingException e) {
      throw new TokenizerException(
          "%s is not valid: %s; download it again".formatted(name, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes can be read", e);
    }
  }

  /** As the libraries that load tokenizers write it: an indent of two, one value per line. */
  static byte[] bytes(ObjectMapper mapper, JsonNode json) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(separators)
            .withObjectIndenter(indenter)
            .withArrayIndenter(indenter);
    try {
      return (mapper.writer(printer).writeValueAsString(json) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree can be written as JSON", e);
    }
  }
}
