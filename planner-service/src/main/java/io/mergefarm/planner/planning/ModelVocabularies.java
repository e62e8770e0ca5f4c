package io.mergefarm.planner.planning;

import io.mergefarm.planner.tokenizer.TokenizerException;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import io.mergefarm.planner.tokenizer.Vocabulary;
import io.mergefarm.planner.tokenizer.VocabularyReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The vocabularies of the models of a recipe, each read once. */
final class ModelVocabularies {

  private final Checkpoints checkpoints;
  private final Map<String, TokenizerFiles> files;
  private final Problems problems;
  private final Map<Checkpoint, Optional<Vocabulary>> read = new LinkedHashMap<>();

  /**
   * @param files of each model, by {@code ModelReference.text()}
   */
  ModelVocabularies(Checkpoints checkpoints, Map<String, TokenizerFiles> files, Problems problems) {
    this.checkpoints = checkpoints;
    this.files = files;
    this.problems = problems;
  }

  TokenizerFiles files(Checkpoint checkpoint) {
    return files.getOrDefault(checkpoint.model(), TokenizerFiles.NONE);
  }

  /**
   * The tokens of a model. One without a tokenizer has those of the donor.
   *
   * @return empty, with a problem, where its tokenizer can not be used
   */
  Optional<Vocabulary> of(Checkpoint checkpoint) {
    Optional<Vocabulary> known = read.get(checkpoint);
    if (known == null) {
      known = read(checkpoint);
      read.put(checkpoint, known);
    }
    return known;
  }

  private Optional<Vocabulary> read(Checkpoint checkpoint) {
    TokenizerFiles found = files(checkpoint);
    String path = checkpoints.path(checkpoint);
    if (!found.tokenizer() && checkpoint != checkpoints.donor()) {
      problems.warning(
          "no-tokenizer",
          path,
          "%s has no tokenizer, so it is taken to have that of %s."
              .formatted(checkpoint.model(), checkpoints.donor().model()));
      return of(checkpoints.donor()).map(donor -> donor.limitedTo(rows(checkpoint)));
    }
    try {
      return Optional.of(VocabularyReader.read(found, rows(checkpoint)));
    } catch (TokenizerException e) {
      problems.error(
          "tokenizer-unusable",
          path,
          "The tokenizer of %s can not be used: %s.".formatted(checkpoint.model(), e.getMessage()));
      return Optional.empty();
    }
  }

  /** Whether the config of a model tells the rows of its embedding. */
  static boolean fit(Checkpoint checkpoint) {
    return embedded(checkpoint) == configured(checkpoint);
  }

  /** Tokens beyond the config's {@code vocab_size} or the embedding's rows have none. */
  private static int rows(Checkpoint checkpoint) {
    return (int)
        Math.min(Math.min(embedded(checkpoint), configured(checkpoint)), Integer.MAX_VALUE);
  }

  private static long embedded(Checkpoint checkpoint) {
    return checkpoint
        .embedding()
        .flatMap(checkpoint::tensor)
        .map(tensor -> tensor.shape().dimensions().getFirst())
        .orElse((long) Integer.MAX_VALUE);
  }

  private static long configured(Checkpoint checkpoint) {
    return checkpoint.config().stream()
        .flatMapToInt(config -> config.integer(ModelConfig.VOCABULARY).stream())
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }
}
