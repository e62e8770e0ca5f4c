package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.ModelReference.Adapter;
import java.util.List;
import java.util.Optional;

/**
 * Reads model references: {@code path[@revision][+adapter[@revision]]}, or a mapping whose texts
 * are taken as they are but for one {@code @}.
 */
final class ModelReferenceReader {
  private static final List<String> KEYS = List.of("model", "lora", "override_architecture");
  private static final List<String> LOCATION_KEYS = List.of("path", "revision");
  private static final String NAME_IT = "Name its folder or repository.";
  private static final String MAPPING_FORM =
      "For a path that contains + or @, write model: {model: {path: \"...\"}}.";

  Optional<ModelReference> read(Cursor value) {
    return value.isMapping()
        ? Fields.open(value, "a model reference").flatMap(this::mapping)
        : value.text().flatMap(text -> parse(value, text));
  }

  /** The model that an entry names under {@code model}, or under its other name {@code source}. */
  Optional<ModelReference> of(Fields entry) {
    Optional<Cursor> source = entry.get("source");
    if (source.isPresent() && entry.get("model").isPresent()) {
      return source
          .get()
          .refuse("conflicting-keys", "model and source name the same thing.", "Keep only model.");
    }
    return source.or(() -> entry.require("model", NAME_IT)).flatMap(this::read);
  }

  private static Optional<ModelReference> parse(Cursor value, String text) {
    String[] parts = text.split("\\+", -1);
    if (parts.length > 2) {
      return refuse(value, text, "contains more than one +");
    }
    Optional<Location> base = location(value, parts[0]);
    if (parts.length == 1) {
      return base.map(found -> found.model(Optional.empty(), Optional.empty()));
    }
    Optional<Adapter> lora = location(value, parts[1]).map(Location::adapter);
    return base.map(found -> found.model(lora, Optional.empty()));
  }

  /** The mapping form. */
  Optional<ModelReference> mapping(Fields fields) {
    fields.only(KEYS);
    Optional<Location> base = fields.require("model", NAME_IT).flatMap(Location::read);
    Optional<Adapter> lora = fields.get("lora").flatMap(Location::read).map(Location::adapter);
    Optional<String> architecture = fields.get("override_architecture").flatMap(Cursor::text);
    return base.map(found -> found.model(lora, architecture));
  }

  private static Optional<Location> location(Cursor value, String text) {
    String[] parts = text.split("@", -1);
    if (parts.length > 2) {
      return refuse(value, text, "contains more than one @");
    }
    return Location.of(
        value, parts[0], parts.length == 1 ? Optional.empty() : Optional.of(parts[1]));
  }

  private static <T> Optional<T> refuse(Cursor value, String text, String why) {
    return value.refuse(
        "invalid-model-reference",
        "The model reference '" + Excerpt.of(text) + "' " + why + ".",
        MAPPING_FORM);
  }

  /** Where a model or an adapter is: a folder or repository, and its revision. */
  private record Location(String path, Optional<String> revision) {

    static Optional<Location> read(Cursor value) {
      return value.isMapping()
          ? Fields.of(value, "a location", LOCATION_KEYS).flatMap(fields -> fields(value, fields))
          : value.text().flatMap(text -> location(value, text));
    }

    private static Optional<Location> fields(Cursor value, Fields fields) {
      Optional<String> path = fields.require("path", NAME_IT).flatMap(Cursor::text);
      Optional<String> revision = fields.get("revision").flatMap(Cursor::text);
      return path.flatMap(text -> of(value, text, revision));
    }

    static Optional<Location> of(Cursor value, String path, Optional<String> revision) {
      if (path.isBlank() || revision.map(String::isBlank).orElse(false)) {
        return value.refuse(
            "invalid-model-reference",
            "A model reference has an empty path or revision: " + value.description() + ".",
            "Write it as path, path@revision or path+adapter.");
      }
      if ((path + revision.orElse("")).chars().anyMatch(Character::isISOControl)) {
        return refuse(value, path, "contains a control character");
      }
      return Optional.of(new Location(path, revision));
    }

    Adapter adapter() {
      return new Adapter(path, revision);
    }

    ModelReference model(Optional<Adapter> lora, Optional<String> architecture) {
      return new ModelReference(path, revision, lora, architecture);
    }
  }
}
