package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.safetensors.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the top level of a recipe. */
final class RecipeReader {
  private static final List<String> KEYS =
      List.of(
          "merge_method",
          "models",
          "slices",
          "modules",
          "base_model",
          "parameters",
          "dtype",
          "out_dtype",
          "tokenizer_source",
          "tokenizer",
          "chat_template",
          "name",
          "on_mismatch",
          "raw",
          "quirks");

  /** What bare tensors do not have. */
  private static final List<String> NOT_RAW =
      List.of("slices", "modules", "tokenizer", "tokenizer_source", "chat_template");

  /** Those of recipes that put a mixture of experts together, beside its own. */
  private static final List<String> BESIDE_MIXTURE =
      List.of("merge_method", "base_model", "dtype", "out_dtype", "chat_template", "name");

  private final ModelReferenceReader references = new ModelReferenceReader();
  private final DTypeReader dtypes = new DTypeReader();
  private final NumberReader numbers = new NumberReader();
  private final SettingReader settings;
  private final TokenizerReader tokenizers;
  private final OnMismatchReader mismatches = new OnMismatchReader();
  private final CompositionReader compositions;
  private final MixtureReader mixtures;

  RecipeReader() {
    settings = new SettingReader(numbers);
    tokenizers = new TokenizerReader(numbers, references);
    mixtures = new MixtureReader(numbers, references);
    compositions =
        new CompositionReader(references, settings, new SliceReader(numbers, references, settings));
  }

  /** The recipe, perhaps only in part where errors were reported. */
  Optional<Recipe> read(Cursor root) {
    return Fields.open(root, "the recipe").flatMap(this::read);
  }

  private Optional<Recipe> read(Fields fields) {
    return fields.get("experts").isPresent()
        ? mixture(
            fields.only(
                Stream.concat(BESIDE_MIXTURE.stream(), MixtureReader.KEYS.stream()).toList()))
        : merge(fields.only(KEYS));
  }

  private Optional<Recipe> mixture(Fields fields) {
    fields
        .get("merge_method")
        .ifPresent(
            method ->
                method.refuse(
                    "conflicting-keys",
                    "Experts are put together, not merged, so that there is no merge_method.",
                    "Remove it, or merge them first in a document of its own."));
    Optional<Composition> mixture = mixtures.read(fields);
    Optional<ModelReference> base =
        fields
            .require("base_model", "Name the model that everything but the experts comes from.")
            .flatMap(references::read);
    Optional<String> name = fields.get("name").flatMap(Cursor::text);
    Optional<DType> dtype = fields.get("dtype").flatMap(dtypes::read);
    Optional<DType> outDtype = fields.get("out_dtype").flatMap(dtypes::read);
    Optional<String> template = fields.get("chat_template").flatMap(Cursor::text);
    return mixture.map(
        composition ->
            new Recipe(
                prefix(fields.mapping().path()),
                name,
                Mixture.METHOD,
                composition,
                base,
                Map.of(),
                dtype,
                outDtype,
                Optional.empty(),
                template,
                OnMismatch.NONE,
                false,
                Quirks.MERGEKIT));
  }

  /** Everything is read before anything is missed, so that all problems are found at once. */
  private Optional<Recipe> merge(Fields fields) {
    Optional<String> method =
        fields
            .require("merge_method", "Add one, such as merge_method: linear.")
            .flatMap(Cursor::text);
    Optional<Composition> composition = compositions.read(fields);
    Optional<String> name = fields.get("name").flatMap(Cursor::text);
    Optional<ModelReference> base = fields.get("base_model").flatMap(references::read);
    Map<String, Setting> parameters = settings.parameters(fields);
    Optional<DType> dtype = fields.get("dtype").flatMap(dtypes::read);
    Optional<DType> outDtype = fields.get("out_dtype").flatMap(dtypes::read);
    Optional<TokenizerSpec> tokenizer = tokenizers.read(fields);
    Optional<String> template = fields.get("chat_template").flatMap(Cursor::text);
    OnMismatch onMismatch =
        fields.get("on_mismatch").flatMap(mismatches::read).orElse(OnMismatch.NONE);
    boolean raw = fields.get("raw").flatMap(numbers::number).map(flag -> flag != 0).orElse(false);
    if (raw) {
      refuseBesideRaw(fields);
    }
    Quirks quirks = fields.get("quirks").flatMap(RecipeReader::quirks).orElse(Quirks.MERGEKIT);
    return method.flatMap(
        written ->
            composition.map(
                merged ->
                    new Recipe(
                        prefix(fields.mapping().path()),
                        name,
                        written,
                        merged,
                        base,
                        parameters,
                        dtype,
                        outDtype,
                        tokenizer,
                        template,
                        onMismatch,
                        raw,
                        quirks)));
  }

  private static void refuseBesideRaw(Fields fields) {
    NOT_RAW.stream()
        .flatMap(key -> fields.get(key).stream())
        .forEach(
            value ->
                value.refuse(
                    "conflicting-keys",
                    value.path() + " needs models with a config, and raw: true says there is none.",
                    "Remove one of them."));
  }

  private static String prefix(String path) {
    return path.isEmpty() ? "" : path + ".";
  }

  private static Optional<Quirks> quirks(Cursor value) {
    return value.text().flatMap(text -> quirks(value, text));
  }

  private static Optional<Quirks> quirks(Cursor value, String text) {
    return Arrays.stream(Quirks.values())
        .filter(quirks -> quirks.text().equals(text))
        .findFirst()
        .or(
            () ->
                value.refuse(
                    "unknown-quirks",
                    "quirks is " + value.description() + ".",
                    "Write mergekit, which is the default, or none."));
  }
}
