package io.mergefarm.planner.tokenizer;

import static io.mergefarm.planner.tokenizer.Tokenizers.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyReaderTest {

  private static final int LIMIT = 100;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'BPE', 'merges': ['a b'], 'vocab': {'a': 0, 'b': 1, 'ab': 2}}",
        "{'type': 'BPE', 'vocab': {'ab': 2, 'b': 1, 'a': 0}, 'merges': [['a', 'b']]}",
        "{'type': 'WordPiece', 'unk_token': 'a', 'vocab': {'a': 0, 'b': 1, 'ab': 2}}",
        "{'type': 'WordLevel', 'vocab': {'a': 0, 'b': 1, 'ab': 2}, 'unk_token': 'a'}",
        "{'type': 'Unigram', 'unk_id': 0, 'vocab': [['a', 0.0], ['b', -1.5], ['ab', -2]]}",
        "{'vocab': {'a': 0, 'b': 1, 'ab': 2}, 'merges': []}"
      })
  void readsEveryKind(String model) throws TokenizerException {
    Vocabulary read = read("{'version': '1.0', 'model': " + model + ", 'decoder': {'x': [1]}}");
    assertThat(read.ids()).isEqualTo(Map.of("a", 0, "b", 1, "ab", 2));
    assertThat(read.ordinaryInOrder()).containsExactly("a", "b", "ab");
    assertThat(read.addedInOrder()).isEmpty();
  }

  @Test
  void addedTokensMayStandBeforeOrBehindAndRename() throws TokenizerException {
    String added =
        "'added_tokens': [{'id': 3, 'content': '<x>', 'special': true, 'rstrip': true},"
            + " {'id': 1, 'content': '<y>'}, {'id': 0, 'content': 'a'}]";
    String model = "'model': {'type': 'BPE', 'vocab': {'a': 0, 'b': 1, 'c': 2}}";
    for (String json : List.of("{" + added + "," + model + "}", "{" + model + "," + added + "}")) {
      Vocabulary read = read(json);
      assertThat(read.ids()).isEqualTo(Map.of("a", 0, "b", 1, "c", 2, "<x>", 3, "<y>", 1));
      assertThat(read.ordinaryInOrder()).containsExactly("b", "c");
      assertThat(read.addedInOrder())
          .extracting(AddedToken::content)
          .containsExactly("a", "<y>", "<x>");
      assertThat(read.added().get("<x>"))
          .isEqualTo(new AddedToken("<x>", true, false, false, true, false));
    }
  }

  @Test
  void filesBesideItAddTokens() throws TokenizerException {
    Vocabulary read =
        VocabularyReader.read(
            files(
                "tokenizer.json",
                "{'model': {'vocab': {'a': 0}}}",
                "tokenizer_config.json",
                "{'added_tokens_decoder': {'1': {'content': '<x>', 'special': true}, '0':"
                    + " {'content': 'a'}}}",
                "added_tokens.json",
                "{'<z>': 2, '<taken>': 1}"),
            LIMIT);
    assertThat(read.ids()).isEqualTo(Map.of("a", 0, "<x>", 1, "<z>", 2));
    assertThat(read.added().get("<x>").special()).isTrue();
  }

  @Test
  void tokensBeyondTheEmbeddingsHaveNoRow() throws TokenizerException {
    Vocabulary read =
        VocabularyReader.read(
            files("tokenizer.json", "{'model': {'vocab': {'a': 0, 'b': 1, 'c': 2}}}"), 2);
    assertThat(read.row("b")).hasValue(1);
    assertThat(read.row("c")).isEmpty();
    assertThat(read.row("d")).isEmpty();
    assertThat(read.row(1L)).hasValue(1);
    assertThat(read.row(2L)).isEmpty();
    assertThat(read.row(-1L)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{'model': 1}",
        "{'model': {}}",
        "{'model': {'vocab': {}}}",
        "{'model': {'vocab': 'a'}}",
        "{'model': {'vocab': {'a': -1}}}",
        "{'model': {'vocab': {'a': 16777216}}}",
        "{'model': {'vocab': {'a': 0, 'b': 16777215}}}",
        "{'model': {'vocab': {'a': 99999999999999999999}}}",
        "{'model': {'vocab': {'a': 1.5}}}",
        "{'model': {'vocab': {'a': '0'}}}",
        "{'model': {'vocab': {'a': null}}}",
        "{'model': {'vocab': {'a': 0, 'a': 1}}}",
        "{'model': {'vocab': [['a', 0], ['a', 1]]}}",
        "{'model': {'vocab': [['a']]}}",
        "{'model': {'vocab': ['a']}}",
        "{'model': {'vocab': [['a', 'b']]}}",
        "{'model': {'type': 'Magic', 'vocab': {'a': 0}}}",
        "{'model': {'type': 7, 'vocab': {'a': 0}}}",
        "{'model': {'vocab': {'a': 0}}} {}",
        "{'model': {'vocab': {'a': 0}}, 'model': {'vocab': {'a': 0}}}",
        "{'model': {'vocab': {'a': 0}}, 'added_tokens': {}}",
        "{'model': {'vocab': {'a': 0}}, 'added_tokens': [1]}",
        "{'model': {'vocab': {'a': 0}}, 'added_tokens': [{'content': 'b'}]}",
        "{'model': {'vocab': {'a': 0}}, 'added_tokens': [{'id': 1}]}",
        "{'model': {'vocab': {'a': 0}}, 'added_tokens': [{'id': 1, 'content': ''}]}",
        "{'model': {'vocab': {'a': 0}}, 'added_tokens': [{'id': -1, 'content': 'b'}]}",
        "{'model': {'vocab': {'a': 0}}, 'added_tokens': [{'id': 1, 'content': 'a'}]}",
        "{'model': {'vocab': {'a': 0}}, 'added_tokens': [{'id': 1e99, 'content': 'b'}]}"
      })
  void brokenFilesAreRefused(String json) {
    assertThatExceptionOfType(TokenizerException.class)
        .isThrownBy(() -> read(json))
        .withMessageContaining("tokenizer.json")
        .withMessageContaining("download it again");
  }

  @Test
  void noBytesDoAnythingElse() {
    byte[] sound =
        "{'model':{'type':'BPE','vocab':{'a':0,'b':1}},'added_tokens':[{'id':2,'content':'c'}]}"
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = sound.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        assertThat(
                VocabularyReader.read(
                        new TokenizerFiles(Map.of("tokenizer.json", bytes), List.of(), List.of()),
                        LIMIT)
                    .ids())
            .isNotEmpty();
      } catch (TokenizerException e) {
        assertThat(e).hasMessageContaining("tokenizer.json");
      }
    }
  }

  @Test
  void nestingIsBounded() {
    String deep = "{'model': " + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThatExceptionOfType(TokenizerException.class).isThrownBy(() -> read(deep));
    String passedOver = "{'x': " + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThatExceptionOfType(TokenizerException.class).isThrownBy(() -> read(passedOver));
  }

  @Test
  void slowTokenizersAreToBeConverted() {
    TokenizerFiles slow = new TokenizerFiles(Map.of(), List.of(), List.of("tokenizer.model"));
    assertThatExceptionOfType(TokenizerException.class)
        .isThrownBy(() -> VocabularyReader.read(slow, LIMIT))
        .withMessageContaining("tokenizer.model but no tokenizer.json");
    TokenizerFiles large = new TokenizerFiles(Map.of(), List.of("tokenizer.json"), List.of());
    assertThatExceptionOfType(TokenizerException.class)
        .isThrownBy(() -> VocabularyReader.read(large, LIMIT))
        .withMessageContaining("bytes");
  }

  private static Vocabulary read(String json) throws TokenizerException {
    return VocabularyReader.read(files("tokenizer.json", json), LIMIT);
  }
}
