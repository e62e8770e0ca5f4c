package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.planner.tokenizer.TokenizerException;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import io.mergefarm.planner.tokenizer.Vocabulary;
import io.mergefarm.planner.tokenizer.VocabularyReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The vocabularies of the models of a recipe, each read once. */
final class ModelVocabularies {

  private final Checkpoints checkpoints;
  private final Problems problems;
  private final Map<ModelReference, Optional<Vocabulary>> read = new HashMap<>();

  ModelVocabularies(Checkpoints checkpoints, Problems problems) {
    this.checkpoints = checkpoints;
    this.problems = problems;
  }

  /**
   * The tokens of a model. One without a tokenizer has those of the donor.
   *
   * @return empty, with a problem, where its tokenizer can not be used
   */
  Optional<Vocabulary> of(ModelReference model) {
    Optional<Vocabulary> known = read.get(model);
    if (known == null) {
      known = read(checkpoints.get(model));
      read.put(model, known);
    }
    return known;
  }

  private Optional<Vocabulary> read(Checkpoint checkpoint) {
    TokenizerFiles found = checkpoint.tokenizer().files();
    String path = checkpoints.path(checkpoint);
    if (!found.tokenizer() && checkpoint != checkpoints.donor()) {
      problems.warning(
          "no-tokenizer",
          path,
          "%s has no tokenizer, so it is taken to have that of %s."
              .formatted(checkpoint.model(), checkpoints.donor().model()));
      return of(checkpoints.donor().reference()).map(donor -> donor.limitedTo(rows(checkpoint)));
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

  /** The rows of a model's embedding. */
  OptionalLong embedded(Checkpoint checkpoint) {
    return checkpoint.embedding().flatMap(checkpoint::tensor).stream()
        .mapToLong(tensor -> tensor.shape().dimensions().getFirst())
        .findFirst();
  }

  /** Tokens beyond the config's {@code vocab_size} or the embedding's rows have none. */
  private int rows(Checkpoint checkpoint) {
    OptionalInt configured =
        checkpoint.config().stream()
            .flatMapToInt(config -> config.vocabularySize().stream())
            .findFirst();
    return (int)
        Math.min(
            embedded(checkpoint).orElse(Integer.MAX_VALUE), configured.orElse(Integer.MAX_VALUE));
  }
}
