package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.TokenizerSpec;
import io.mergefarm.contracts.recipe.TokenizerSpec.Source;
import io.mergefarm.contracts.recipe.TokenizerSpec.TokenSource;
import io.mergefarm.planner.tokenizer.OutputVocabulary;
import io.mergefarm.planner.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes the output's vocabulary as the recipe's {@code tokenizer} asks for it. */
final class TokenSetting {

  private final TokenizerSpec spec;
  private final Checkpoints checkpoints;
  private final ModelVocabularies vocabularies;
  private final Problems problems;

  TokenSetting(
      TokenizerSpec spec,
      Checkpoints checkpoints,
      ModelVocabularies vocabularies,
      Problems problems) {
    this.spec = spec;
    this.checkpoints = checkpoints;
    this.vocabularies = vocabularies;
    this.problems = problems;
  }

  /** The model whose tokenizer the output's begins with. */
  Checkpoint start() {
    return spec.source() instanceof Source.Model model
        ? checkpoints.get(model.model())
        : checkpoints.donor();
  }

  /** The output's vocabulary; empty, with problems, where a tokenizer can not be used. */
  Optional<OutputVocabulary> vocabulary() {
    List<Vocabulary> all = new ArrayList<>();
    for (Checkpoint checkpoint : checkpoints.merged()) {
      vocabularies.of(checkpoint.reference()).ifPresent(all::add);
    }
    Optional<Vocabulary> start = vocabularies.of(start().reference());
    if (start.isEmpty() || all.size() < checkpoints.merged().size()) {
      return Optional.empty();
    }
    OutputVocabulary output =
        switch (spec.source()) {
          case Source.Base base -> new OutputVocabulary(start.get(), start.get().limit());
          case Source.Model model -> new OutputVocabulary(start.get(), Integer.MAX_VALUE);
          case Source.Union union -> {
            OutputVocabulary united = new OutputVocabulary(start.get(), start.get().limit());
            united.unite(all);
            yield united;
          }
        };
    spec.tokens().keySet().forEach(output::append);
    return Optional.of(output);
  }

  /** The rows that the recipe names for tokens; tokens without one follow the rule for all. */
  Map<String, NamedRow> named() {
    Map<String, NamedRow> named = new HashMap<>();
    spec.tokens()
        .forEach(
            (token, tokenSpec) ->
                tokenSpec
                    .source()
                    .flatMap(source -> row(token, source))
                    .ifPresent(row -> named.put(token, row)));
    return named;
  }

  boolean forced(String token) {
    return Optional.ofNullable(spec.tokens().get(token))
        .map(TokenizerSpec.TokenSpec::force)
        .orElse(false);
  }

  /**
   * The ids that the output has rows for. Unless the recipe says otherwise, those of the donor's
   * padding behind the vocabulary are kept, without a token.
   */
  List<Optional<String>> ids(OutputVocabulary vocabulary) {
    List<Optional<String>> ids = new ArrayList<>(vocabulary.tokens());
    if (multiple().isEmpty() && !(spec.source() instanceof Source.Model)) {
      long padded = vocabularies.embedded(start()).orElse(0);
      while (ids.size() < Math.min(padded, RowTable.MAX_ROWS)) {
        ids.add(Optional.empty());
      }
    }
    return ids;
  }

  OptionalInt multiple() {
    return spec.padToMultipleOf();
  }

  String path() {
    return spec.path();
  }

  /**
   * A row that a recipe names.
   *
   * @param model absent where the row is zero
   */
  record NamedRow(Optional<ModelReference> model, int row) {}

  private Optional<NamedRow> row(String token, TokenSource source) {
    return switch (source) {
      case TokenSource.Zero zero -> Optional.of(new NamedRow(Optional.empty(), 0));
      case TokenSource.FromModel from -> row(token, from.model(), token, Optional.empty());
      case TokenSource.FromToken from ->
          row(
              token,
              from.model(),
              from.token().orElseGet(() -> "id " + from.tokenId().orElseThrow()),
              from.tokenId().stream().boxed().findFirst());
    };
  }

  private Optional<NamedRow> row(
      String token, ModelReference model, String wanted, Optional<Long> id) {
    Optional<Vocabulary> vocabulary = vocabularies.of(model);
    if (vocabulary.isEmpty()) {
      return Optional.empty();
    }
    OptionalInt row =
        id.isPresent() ? vocabulary.get().row(id.get()) : vocabulary.get().row(wanted);
    if (row.isEmpty()) {
      problems.error(
          "token-not-found",
          "tokenizer.tokens." + token + ".source",
          "%s has no row for the token %s.".formatted(model.text(), wanted),
          "Name a token or a model that has it, or leave the source out.");
      return Optional.empty();
    }
    return Optional.of(new NamedRow(Optional.of(model), row.getAsInt()));
  }
}
