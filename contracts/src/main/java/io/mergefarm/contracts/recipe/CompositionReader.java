package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.Composition.ModelEntry;
import io.mergefarm.contracts.recipe.Composition.Models;
import io.mergefarm.contracts.recipe.Composition.ModuleRecipe;
import io.mergefarm.contracts.recipe.Composition.Modules;
import io.mergefarm.contracts.recipe.Composition.Slices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what is merged: exactly one of models, slices and modules. */
final class CompositionReader {
  private static final List<String> FORMS = List.of("models", "slices", "modules");
  private static final List<String> MODULE_FORMS = List.of("models", "slices");
  private static final List<String> MODULE_KEYS = List.of("models", "slices", "parameters");
  private static final List<String> ENTRY_KEYS =
      List.of("model", "source", "parameters", "layer_range");

  private final ModelReferenceReader references;
  private final SettingReader settings;
  private final SliceReader slices;

  CompositionReader(ModelReferenceReader references, SettingReader settings, SliceReader slices) {
    this.references = references;
    this.settings = settings;
    this.slices = slices;
  }

  /** The composition of a whole recipe. */
  Optional<Composition> read(Fields recipe) {
    return read(recipe, FORMS);
  }

  private Optional<Composition> read(Fields owner, List<String> forms) {
    List<String> given = forms.stream().filter(form -> isGiven(owner, form)).toList();
    if (given.isEmpty()) {
      return owner
          .mapping()
          .refuse(
              "missing-models",
              "Nothing says which models are merged: none of "
                  + String.join(", ", forms)
                  + " is given.",
              "Add models: with a list of \"- model: NAME\".");
    }
    String last = given.getLast();
    return owner
        .get(last)
        .flatMap(value -> given.size() == 1 ? read(value, last) : refuse(value, given));
  }

  /** A form that is an empty list or mapping counts as absent. */
  private static boolean isGiven(Fields owner, String form) {
    return owner.get(form).filter(value -> !value.isEmpty()).isPresent();
  }

  private static Optional<Composition> refuse(Cursor value, List<String> given) {
    return value.refuse(
        "conflicting-keys",
        "Only one of " + String.join(", ", given) + " may be given.",
        "Keep one of them.");
  }

  private Optional<Composition> read(Cursor value, String form) {
    return switch (form) {
      case "models" -> value.read(this::model).map(Models::new);
      case "slices" -> value.read(slices::read).map(Slices::new);
      default -> Fields.open(value, "modules").map(this::modules);
    };
  }

  private Optional<ModelEntry> model(Cursor item) {
    return Fields.of(item, "a model entry", ENTRY_KEYS).flatMap(this::model);
  }

  private Optional<ModelEntry> model(Fields fields) {
    fields.get("layer_range").ifPresent(CompositionReader::warnOfRange);
    Map<String, Setting> parameters = settings.parameters(fields);
    return references.of(fields).map(model -> new ModelEntry(model, parameters));
  }

  private static void warnOfRange(Cursor range) {
    range.warn(
        "ignored-key",
        "A layer_range under models has no effect: whole models are merged.",
        "To choose layers, use slices: with sources:.");
  }

  private Modules modules(Fields fields) {
    Map<String, ModuleRecipe> modules = new LinkedHashMap<>();
    fields
        .all()
        .forEach((name, value) -> module(value).ifPresent(module -> modules.put(name, module)));
    return new Modules(modules);
  }

  private Optional<ModuleRecipe> module(Cursor value) {
    return Fields.of(value, "a module", MODULE_KEYS).flatMap(this::module);
  }

  private Optional<ModuleRecipe> module(Fields fields) {
    Map<String, Setting> parameters = settings.parameters(fields);
    return read(fields, MODULE_FORMS).map(composition -> new ModuleRecipe(composition, parameters));
  }
}
