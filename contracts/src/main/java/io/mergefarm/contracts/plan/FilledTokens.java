package io.mergefarm.contracts.plan;

import java.util.List;
import java.util.Optional;

/**
 * The tokens whose rows some models did not have, or had to give up.
 *
 * @param stage the document of the recipe whose tensors these are; absent where it has no name
 * @param tensors that this holds for
 */
public record FilledTokens(Optional<String> stage, List<String> tensors, List<FilledToken> tokens) {

  public FilledTokens {
    tensors = List.copyOf(tensors);
    tokens = List.copyOf(tokens);
  }

  /**
   * A token.
   *
   * @param id in the output
   * @param from the rows that were put in, averaged where they are several; none: zeros
   * @param models those that they were put into
   */
  public record FilledToken(int id, String token, List<Origin> from, List<String> models) {
    public FilledToken {
      from = List.copyOf(from);
      models = List.copyOf(models);
    }
  }

  /** A row of a model. */
  public record Origin(String model, int row) {}
}
