package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares the tokenizer of a checkpoint with what is known of it. */
final class TokenizerAssertions {

  private static final List<String> TOKEN_FACTS = List.of("id", "content", "special");

  private TokenizerAssertions() {}

  /** Holds vocabulary, added tokens and chat template against those expected. */
  static void assertMatches(Checkpoint merged, JsonNode expected) throws IOException {
    JsonNode tokenizer = merged.json("tokenizer.json");
    assertThat(tokenizer.at("/model/vocab")).isEqualTo(expected.get("vocab"));
    assertThat(tokenizer.get("added_tokens"))
        .extracting(TokenizerAssertions::facts)
        .containsExactlyElementsOf(
            expected.get("added_tokens").valueStream().map(TokenizerAssertions::facts).toList());
    assertThat(Files.readString(merged.folder().resolve("chat_template.jinja")))
        .isEqualTo(expected.get("chat_template").asText());
  }

  private static Map<String, JsonNode> facts(JsonNode token) {
    Map<String, JsonNode> facts = new LinkedHashMap<>();
    TOKEN_FACTS.forEach(fact -> facts.put(fact, token.get(fact)));
    return facts;
  }
}
