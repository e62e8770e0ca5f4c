package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.Mixture.Expert;
import io.mergefarm.contracts.recipe.Mixture.GateMode;
import io.mergefarm.contracts.text.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the keys of recipes that put a mixture of experts together. */
final class MixtureReader {

  static final List<String> KEYS =
      List.of("experts", "gate_mode", "experts_per_token", "shared_experts", "architecture");

  private static final List<String> EXPERT_KEYS =
      List.of(
          "source_model", "positive_prompts", "negative_prompts", "noise_scale", "residual_scale");
  private static final int USUAL_EXPERTS_PER_TOKEN = 2;

  private final NumberReader numbers;
  private final ModelReferenceReader references;

  MixtureReader(NumberReader numbers, ModelReferenceReader references) {
    this.numbers = numbers;
    this.references = references;
  }

  /** Everything is read before anything is missed, so that all problems are found at once. */
  Optional<Composition> read(Fields recipe) {
    Optional<List<Expert>> experts =
        recipe
            .require("experts", "List the models whose feed-forward layers it is made of.")
            .flatMap(this::experts);
    List<Expert> shared =
        recipe.get("shared_experts").flatMap(value -> value.read(this::expert)).orElse(List.of());
    Optional<GateMode> gateMode =
        recipe.get("gate_mode").map(this::gateMode).orElse(Optional.of(GateMode.HIDDEN));
    int perToken =
        recipe
            .get("experts_per_token")
            .flatMap(value -> numbers.whole(value, 1))
            .orElse(USUAL_EXPERTS_PER_TOKEN);
    Optional<String> architecture = recipe.get("architecture").flatMap(Cursor::text);
    return experts.flatMap(
        found -> gateMode.map(mode -> new Mixture(found, shared, mode, perToken, architecture)));
  }

  private Optional<List<Expert>> experts(Cursor value) {
    return value.isList() && value.isEmpty()
        ? value.refuse("missing-models", value.path() + " lists no models.")
        : value.read(this::expert);
  }

  private Optional<Expert> expert(Cursor item) {
    return Fields.of(item, "an expert", EXPERT_KEYS).flatMap(this::expert);
  }

  private Optional<Expert> expert(Fields fields) {
    List<String> positive = prompts(fields.get("positive_prompts"));
    List<String> negative = prompts(fields.get("negative_prompts"));
    double noise = fields.get("noise_scale").flatMap(numbers::number).orElse(0.0);
    double residual = fields.get("residual_scale").flatMap(numbers::number).orElse(1.0);
    return fields
        .require("source_model", "Name the model that the expert is taken from.")
        .flatMap(references::read)
        .map(model -> new Expert(model, positive, negative, noise, residual));
  }

  /** A list of texts, or one of them. */
  private static List<String> prompts(Optional<Cursor> value) {
    return value
        .flatMap(
            prompts ->
                prompts.isScalar() ? prompts.text().map(List::of) : prompts.read(Cursor::text))
        .orElse(List.of());
  }

  private Optional<GateMode> gateMode(Cursor value) {
    return value.text().flatMap(text -> gateMode(value, text));
  }

  private static Optional<GateMode> gateMode(Cursor value, String text) {
    List<String> known = Arrays.stream(GateMode.values()).map(GateMode::text).toList();
    return GateMode.of(text)
        .or(
            () ->
                value.refuse(
                    "unknown-gate-mode",
                    value.path() + " is " + value.description() + ".",
                    NearestName.of(text, known)
                        .map(near -> "Did you mean " + near + "?")
                        .orElse("Write one of " + String.join(", ", known) + ".")));
  }
}
