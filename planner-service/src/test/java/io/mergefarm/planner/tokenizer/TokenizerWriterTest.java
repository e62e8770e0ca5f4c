package io.mergefarm.planner.tokenizer;

import static io.mergefarm.planner.tokenizer.Tokenizers.files;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerWriterTest {

  private static final String CONFIG =
      "{'added_tokens_decoder': {'0': {'content': 'a'}, '2': {'content': 'c'}}, 'chat_template':"
          + " 'old', 'x': 1.50}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"vocab\": {\"a\": 0, \"b\": 1, \"ab\": 2}, \"merges\": [\"a b\", \"b b\"]"
            + "| {\"vocab\": {\"a\": 0, \"b\": 1}, \"merges\": [\"b b\"]}",
        "\"vocab\": {\"a\": 0, \"b\": 1, \"ab\": 2}, \"merges\": [[\"a\", \"b\"], [\"ab\", \"b\"],"
            + " [\"b\", \"b\"]]| {\"vocab\": {\"a\": 0, \"b\": 1}, \"merges\": [[\"b\", \"b\"]]}",
        "\"vocab\": [[\"a\", 0.0], [\"b\", -1.50000001], [\"ab\", -2.5]]"
            + "| {\"vocab\": [[\"a\", 0.0], [\"b\", -1.50000001]]}"
      })
  void everyKindLosesTokensWithoutRowsAndGetsNewOnes(String model, String expected)
      throws Exception {
    TokenizerFiles files =
        files(
            "tokenizer.json",
            "{'normalizer': {'é': 1}, 'added_tokens': [{'id': 2, 'content': 'ab'}], 'model': {"
                + model
                + "}}");
    OutputVocabulary output = new OutputVocabulary(VocabularyReader.read(files, 2), 2);
    output.append("<é>");
    Map<String, byte[]> written =
        new TokenizerWriter(files).write(Optional.of(output), Optional.empty());
    assertThat(written).containsOnlyKeys("tokenizer.json");
    JsonNode json = json(written.get("tokenizer.json"));
    assertThat(json.get("model")).isEqualTo(new ObjectMapper().readTree(expected));
    assertThat(json.get("added_tokens"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "[{\"id\": 2, \"content\": \"<é>\", \"single_word\": false, \"lstrip\": false,"
                        + " \"rstrip\": false, \"normalized\": false, \"special\": false}]"));
    assertThat(json.at("/normalizer/é").asInt()).isEqualTo(1);
    assertThat(new String(written.get("tokenizer.json"), StandardCharsets.UTF_8))
        .contains("é")
        .endsWith("}\n");
  }

  @Test
  void theFilesBesideItFollow() throws Exception {
    TokenizerFiles files =
        files(
            "tokenizer.json",
            "{'model': {'vocab': {'a': 0, 'b': 1, 'c': 2}}}",
            "tokenizer_config.json",
            CONFIG,
            "added_tokens.json",
            "{'c': 2}");
    OutputVocabulary output = new OutputVocabulary(VocabularyReader.read(files, 2), 2);
    output.append("d");
    Map<String, byte[]> written =
        new TokenizerWriter(files).write(Optional.of(output), Optional.of("new {{ template }}"));
    assertThat(written)
        .containsOnlyKeys(
            "tokenizer.json", "tokenizer_config.json", "added_tokens.json", "chat_template.jinja");
    JsonNode config = json(written.get("tokenizer_config.json"));
    assertThat(config.get("added_tokens_decoder").fieldNames())
        .toIterable()
        .containsExactly("0", "2");
    assertThat(config.at("/added_tokens_decoder/2/content").asText()).isEqualTo("d");
    assertThat(config.get("chat_template").asText()).isEqualTo("new {{ template }}");
    assertThat(new String(written.get("tokenizer_config.json"), StandardCharsets.UTF_8))
        .contains("\"x\": 1.50");
    assertThat(json(written.get("added_tokens.json")))
        .isEqualTo(new ObjectMapper().readTree("{\"d\": 2}"));
    assertThat(written.get("chat_template.jinja")).asString().isEqualTo("new {{ template }}");
  }

  @Test
  void whatDoesNotChangeIsNotWritten() throws Exception {
    TokenizerFiles files =
        files(
            "tokenizer.json",
            "{'model': {'vocab': {'a': 0, 'b': 1}}}",
            "tokenizer_config.json",
            CONFIG);
    OutputVocabulary same = new OutputVocabulary(VocabularyReader.read(files, 3), 3);
    TokenizerWriter writer = new TokenizerWriter(files);
    assertThat(writer.write(Optional.of(same), Optional.empty())).isEmpty();
    assertThat(writer.write(Optional.empty(), Optional.of("{{ t }}")))
        .containsOnlyKeys("tokenizer_config.json", "chat_template.jinja");
  }

  private static JsonNode json(byte[] bytes) throws IOException {
    return new ObjectMapper().readTree(bytes);
  }
}
