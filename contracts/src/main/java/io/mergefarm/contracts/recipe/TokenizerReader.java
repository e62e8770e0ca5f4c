package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.TokenizerSpec.Source;
import io.mergefarm.contracts.recipe.TokenizerSpec.TokenSource;
import io.mergefarm.contracts.recipe.TokenizerSpec.TokenSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code tokenizer}, or {@code tokenizer_source} which is its older, shorter form. */
final class TokenizerReader {
  private static final List<String> KEYS = List.of("source", "tokens", "pad_to_multiple_of");
  private static final List<String> TOKEN_KEYS = List.of("source", "force");

  private final NumberReader numbers;
  private final ModelReferenceReader references;
  private final TokenSourceReader tokenSources;

  TokenizerReader(NumberReader numbers, ModelReferenceReader references) {
    this.numbers = numbers;
    this.references = references;
    this.tokenSources = new TokenSourceReader(numbers, references);
  }

  /** The tokenizer that a recipe asks for, if it does. */
  Optional<TokenizerSpec> read(Fields recipe) {
    Optional<Cursor> source = recipe.get("tokenizer_source");
    Optional<Cursor> tokenizer = recipe.get("tokenizer");
    if (source.isPresent() && tokenizer.isPresent()) {
      return source
          .get()
          .refuse(
              "conflicting-keys",
              "Only one of tokenizer and tokenizer_source may be given.",
              "Move it to tokenizer: {source: ...}.");
    }
    return source
        .flatMap(this::source)
        .map(found -> new TokenizerSpec("tokenizer_source", found, Map.of(), OptionalInt.empty()))
        .or(() -> tokenizer.flatMap(this::tokenizer));
  }

  private Optional<TokenizerSpec> tokenizer(Cursor value) {
    return Fields.of(value, "tokenizer", KEYS).map(this::tokenizer);
  }

  private TokenizerSpec tokenizer(Fields fields) {
    Optional<Source> source = fields.get("source").flatMap(this::source);
    Map<String, TokenSpec> tokens = new LinkedHashMap<>();
    fields
        .get("tokens")
        .flatMap(value -> Fields.open(value, "tokens"))
        .ifPresent(entries -> entries.all().forEach((token, value) -> put(tokens, token, value)));
    return new TokenizerSpec(
        "tokenizer.source", source.orElseGet(Source.Union::new), tokens, padding(fields));
  }

  private Optional<Source> source(Cursor value) {
    if (value.isMapping()) {
      return references.read(value).map(Source.Model::new);
    }
    return value
        .text()
        .flatMap(
            text ->
                switch (text) {
                  case "union" -> Optional.of(new Source.Union());
                  case "base" -> Optional.of(new Source.Base());
                  default -> references.read(value).map(Source.Model::new);
                });
  }

  private OptionalInt padding(Fields fields) {
    return fields.get("pad_to_multiple_of").flatMap(value -> numbers.whole(value, 1)).stream()
        .mapToInt(Integer::intValue)
        .findFirst();
  }

  private void put(Map<String, TokenSpec> tokens, String token, Cursor value) {
    if (value.isNull()) {
      tokens.put(token, new TokenSpec(Optional.empty(), false));
      return;
    }
    Fields.of(value, "a token", TOKEN_KEYS).ifPresent(fields -> tokens.put(token, token(fields)));
  }

  private TokenSpec token(Fields fields) {
    Optional<TokenSource> source = fields.get("source").flatMap(tokenSources::read);
    boolean force = fields.get("force").flatMap(numbers::number).map(f -> f != 0).orElse(false);
    return new TokenSpec(source, force);
  }
}
