package io.mergefarm.contracts.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The tokenizer that a recipe asks for.
 *
 * @param path of the source in the recipe
 * @param tokens where the rows of certain tokens come from
 * @param padToMultipleOf what the number of embedding rows is rounded up to
 */
public record TokenizerSpec(
    String path, Source source, Map<String, TokenSpec> tokens, OptionalInt padToMultipleOf) {

  public TokenizerSpec {
    tokens = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tokens));
  }

  /** Whose vocabulary the output has. */
  public sealed interface Source {
    /** That of all models together. */
    record Union() implements Source {}

    /** That of the base model. */
    record Base() implements Source {}

    /** That of one model. */
    record Model(ModelReference model) implements Source {}
  }

  /**
   * Where the row of a token comes from, and whether models that have one of their own give it up.
   */
  public record TokenSpec(Optional<TokenSource> source, boolean force) {}

  /** The origin of a token's row. */
  public sealed interface TokenSource {

    /** The model whose row it is; none where it is zero. */
    default Optional<ModelReference> giver() {
      return switch (this) {
        case FromModel from -> Optional.of(from.model());
        case FromToken from -> Optional.of(from.model());
        case Zero zero -> Optional.empty();
      };
    }

    /** The row that a model has for the token. */
    record FromModel(ModelReference model) implements TokenSource {}

    /** The row that a model has for another token, given by its text or its id. */
    record FromToken(ModelReference model, Optional<String> token, OptionalLong tokenId)
        implements TokenSource {}

    /** Zeros. */
    record Zero() implements TokenSource {}
  }
}
