package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.planner.tokenizer.ChatTemplates;
import io.mergefarm.planner.tokenizer.TokenizerException;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import io.mergefarm.planner.tokenizer.Vocabulary;
import io.mergefarm.planner.tokenizer.VocabularyReader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Warns where models differ in their tokens or chat templates, of which the output keeps those of
 * one model. What a recipe settles itself is not compared, nor are files that can not be read.
 */
final class TokenizerComparison {

  private final Checkpoint kept;
  private final Problems problems;

  /**
   * A comparison.
   *
   * @param kept the model whose tokenizer the output has
   */
  TokenizerComparison(Checkpoint kept, Problems problems) {
    this.kept = kept;
    this.problems = problems;
  }

  void compare(Recipe recipe, Checkpoints checkpoints) {
    Set<ModelReference> seen = new HashSet<>(Set.of(kept.reference()));
    for (ModelMention mention : ModelMention.merged(recipe)) {
      if (seen.add(mention.model())) {
        compare(recipe, mention.path(), checkpoints.get(mention.model()));
      }
    }
  }

  private void compare(Recipe recipe, String path, Checkpoint other) {
    try {
      if (recipe.tokenizer().isEmpty()) {
        compareTokens(path, other);
      }
      if (recipe.chatTemplate().isEmpty()) {
        compareTemplates(path, other);
      }
    } catch (TokenizerException e) {
      // whoever needs these files says what is wrong with them
    }
  }

  private void compareTokens(String path, Checkpoint other) throws TokenizerException {
    Optional<byte[]> ours = files(kept).file(TokenizerFiles.TOKENIZER);
    Optional<byte[]> theirs = files(other).file(TokenizerFiles.TOKENIZER);
    if (ours.isEmpty() || theirs.isEmpty() || Arrays.equals(ours.get(), theirs.get())) {
      return;
    }
    Vocabulary own = VocabularyReader.read(files(kept), Integer.MAX_VALUE);
    Vocabulary strange = VocabularyReader.read(files(other), Integer.MAX_VALUE);
    List<String> different =
        strange.ids().keySet().stream()
            .filter(token -> !strange.ids().get(token).equals(own.ids().get(token)))
            .toList();
    if (!different.isEmpty()) {
      problems.warning(
          "vocabularies-differ",
          path,
          "%d tokens of %s have other rows in the embedding of %s, whose tokenizer the output keeps, or none, such as '%s'."
              .formatted(different.size(), other.model(), kept.model(), different.getFirst()),
          "Write tokenizer_source: union to bring the rows of all models into one order.");
    }
  }

  private void compareTemplates(String path, Checkpoint other) throws TokenizerException {
    Optional<String> ours = ChatTemplates.of(files(kept)).map(String::strip);
    Optional<String> theirs = ChatTemplates.of(files(other)).map(String::strip);
    if (theirs.isPresent() && !theirs.equals(ours)) {
      problems.warning(
          "chat-templates-differ",
          path,
          ours.isPresent()
              ? "The chat template of %s differs from that of %s, which the output keeps."
                  .formatted(other.model(), kept.model())
              : "%s has a chat template, but %s, whose tokenizer the output keeps, has none."
                  .formatted(other.model(), kept.model()),
          "Write chat_template: auto, or name the template that the output is to have.");
    }
  }

  private static TokenizerFiles files(Checkpoint checkpoint) {
    return checkpoint.tokenizer().files();
  }
}
