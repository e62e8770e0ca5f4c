package io.mergefarm.planner.tokenizer;

import static io.mergefarm.planner.tokenizer.Tokenizers.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplatesTest {

  private static final TokenizerFiles A = files("chat_template.jinja", "{{ a }}\n");
  private static final TokenizerFiles B =
      files("tokenizer_config.json", "{'chat_template': ' {{ b }}'}");
  private static final TokenizerFiles B_NAMED =
      files(
          "tokenizer_config.json",
          "{'chat_template': [{'name': 'tool', 'template': 'x'}, {'name': 'default', 'template':"
              + " '{{ b }}'}]}");
  private static final TokenizerFiles NONE = files("tokenizer_config.json", "{'chat_template': 7}");

  @Test
  void theMostFrequentCounts() throws TokenizerException {
    assertThat(ChatTemplates.mostFrequent(List.of(A, B, NONE, B_NAMED))).contains("{{ b }}");
    assertThat(ChatTemplates.mostFrequent(List.of(A, B))).contains("{{ a }}");
    assertThat(ChatTemplates.mostFrequent(List.of(B, A))).contains("{{ b }}");
    assertThat(ChatTemplates.mostFrequent(List.of(NONE))).isEmpty();
  }

  @Test
  void brokenSettingsAreRefused() {
    assertThatExceptionOfType(TokenizerException.class)
        .isThrownBy(() -> ChatTemplates.of(files("tokenizer_config.json", "{'chat")))
        .withMessageContaining("tokenizer_config.json is not valid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpaca", "chatml", "exaone", "llama3", "mistral"})
  void thereAreTemplatesWithNames(String name) {
    String template = ChatTemplates.named(name).orElseThrow();
    assertThat(ChatTemplates.plausible(template)).isTrue();
    assertThat(template).contains("messages", "message['content']");
    assertThat(count(template, "{%- if ")).isEqualTo(count(template, "{%- endif "));
    assertThat(count(template, "{%- for ")).isEqualTo(count(template, "{%- endfor "));
    assertThat(count(template, "{{-")).isEqualTo(count(template, "-}}"));
  }

  @Test
  void onlyTextsWithPlaceholdersAreTemplates() {
    assertThat(ChatTemplates.named("chatlm")).isEmpty();
    assertThat(ChatTemplates.plausible("{{ short }}")).isFalse();
    assertThat(ChatTemplates.plausible("a long text without any placeholder")).isFalse();
    assertThat(ChatTemplates.plausible("a long text with {{ one }}")).isTrue();
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
