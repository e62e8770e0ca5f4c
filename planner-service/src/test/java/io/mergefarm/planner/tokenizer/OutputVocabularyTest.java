package io.mergefarm.planner.tokenizer;

import static io.mergefarm.planner.tokenizer.Tokenizers.files;
import static io.mergefarm.planner.tokenizer.Tokenizers.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutputVocabularyTest {

  @Test
  void aUnionAppendsOrdinaryTokensBeforeAddedOnesInTheModelsOrder() throws TokenizerException {
    Vocabulary base = read(words("<s>", "a", "b"), 100);
    Vocabulary second = read(words("<t>", "d", "a", "c"), 100);
    Vocabulary third =
        read(
            files(
                "tokenizer.json",
                "{'added_tokens': [{'id': 5, 'content': '<v>'}, {'id': 4, 'content': '<u>'}, {'id':"
                    + " 3, 'content': 'c'}], 'model': {'vocab': {'f': 1, 'e': 0, 'd': 2}}}"),
            100);
    OutputVocabulary output = new OutputVocabulary(base, 100);
    output.unite(List.of(base, second, third));
    output.append("new");
    output.append("a");
    assertThat(output.tokens())
        .extracting(Optional::get)
        .containsExactly("<s>", "a", "b", "d", "c", "e", "f", "<t>", "<u>", "<v>", "new");
    assertThat(output.appended().get(3)).isEqualTo(AddedToken.verbatim("d"));
    assertThat(output.appended().get(7).special()).isTrue();
  }

  @Test
  void tokensBeyondTheEmbeddingsAreLeftOut() throws TokenizerException {
    Vocabulary base = read(words("<s>", "a", "b", "c"), 3);
    OutputVocabulary output = new OutputVocabulary(base, 3);
    output.unite(List.of(base, read(words("d", "e", "f"), 2)));
    assertThat(output.tokens())
        .extracting(Optional::get)
        .containsExactly("<s>", "a", "b", "e", "d");
    assertThat(output.changed()).isTrue();
  }

  @Test
  void idsWithoutATokenStayEmpty() throws TokenizerException {
    Vocabulary base = read(files("tokenizer.json", "{'model': {'vocab': {'a': 1, 'b': 3}}}"), 9);
    OutputVocabulary output = new OutputVocabulary(base, 9);
    assertThat(output.tokens())
        .containsExactly(Optional.empty(), Optional.of("a"), Optional.empty(), Optional.of("b"));
    assertThat(output.changed()).isFalse();
    output.append("c");
    assertThat(output.tokens()).hasSize(5);
  }

  private static Vocabulary read(TokenizerFiles files, int limit) throws TokenizerException {
    return VocabularyReader.read(files, limit);
  }
}
