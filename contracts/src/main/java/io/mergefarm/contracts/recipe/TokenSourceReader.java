package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.TokenizerSpec.TokenSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads where the row of a token comes from: a model, a token of a model, or nowhere. */
final class TokenSourceReader {
  private static final List<String> ZERO_KEYS = List.of("kind");
  private static final List<String> MODEL_TOKEN_KEYS =
      List.of("kind", "model", "token", "token_id");

  private final NumberReader numbers;
  private final ModelReferenceReader references;

  TokenSourceReader(NumberReader numbers, ModelReferenceReader references) {
    this.numbers = numbers;
    this.references = references;
  }

  Optional<TokenSource> read(Cursor value) {
    return value.isMapping()
        ? Fields.open(value, "a token source").flatMap(this::mapping)
        : references.read(value).map(TokenSource.FromModel::new);
  }

  private Optional<TokenSource> mapping(Fields fields) {
    Optional<Cursor> kind = fields.get("kind");
    return kind.isPresent()
        ? kind.get().text().flatMap(name -> ofKind(kind.get(), name, fields))
        : references.mapping(fields).map(TokenSource.FromModel::new);
  }

  private Optional<TokenSource> ofKind(Cursor kind, String name, Fields fields) {
    return switch (name) {
      case "zero" -> {
        fields.only(ZERO_KEYS);
        yield Optional.of(new TokenSource.Zero());
      }
      case "model_token" -> modelToken(fields.only(MODEL_TOKEN_KEYS));
      default ->
          kind.refuse(
              "invalid-token-source",
              "'" + Excerpt.of(name) + "' is no kind of token source.",
              "Write kind: model_token or kind: zero, or just name a model.");
    };
  }

  private Optional<TokenSource> modelToken(Fields fields) {
    Optional<Cursor> token = fields.get("token");
    Optional<Cursor> id = fields.get("token_id");
    if (token.isPresent() == id.isPresent()) {
      return fields
          .mapping()
          .refuse(
              "invalid-token-source",
              "A token of a model is named by exactly one of token and token_id.",
              "Write one of them.");
    }
    Optional<String> text = token.flatMap(Cursor::text);
    OptionalLong number =
        id.flatMap(value -> numbers.whole(value, 0)).stream()
            .mapToLong(Integer::longValue)
            .findFirst();
    return fields
        .require("model", "Name the model that has the token.")
        .flatMap(references::read)
        .map(model -> new TokenSource.FromToken(model, text, number));
  }
}
