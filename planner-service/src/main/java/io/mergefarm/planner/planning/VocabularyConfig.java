package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.TensorExpression;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the output's config says of tokens.
 *
 * @param rows of the embedding; absent: as many as the donor's config says
 * @param specialTokens the config that tells their ids, where it is not the donor's
 */
record VocabularyConfig(OptionalInt rows, Optional<ModelConfig> specialTokens) {

  /**
   * Of what is written.
   *
   * @param ordered whether the recipe says what the vocabulary is
   * @param start the model whose tokenizer the output's begins with
   */
  static VocabularyConfig of(
      List<NamedExpression> tensors, Checkpoint donor, boolean ordered, Checkpoint start) {
    OptionalInt rows =
        tensors.stream()
            .filter(tensor -> donor.embedding().filter(tensor.name()::equals).isPresent())
            .mapToLong(tensor -> rows(tensor.expression()))
            .filter(written -> ordered || written != rows(embedding(donor)))
            .mapToInt(Math::toIntExact)
            .findFirst();
    return new VocabularyConfig(rows, start == donor ? Optional.empty() : start.config());
  }

  private static TensorExpression embedding(Checkpoint donor) {
    return donor.embedding().flatMap(donor::tensor).orElseThrow();
  }

  private static long rows(TensorExpression matrix) {
    return matrix.shape().dimensions().getFirst();
  }

  void write(ModelConfig config) {
    rows.ifPresent(config::writeVocabularySize);
    specialTokens.ifPresent(config::writeSpecialTokens);
  }
}
