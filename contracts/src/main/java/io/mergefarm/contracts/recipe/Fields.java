package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.text.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** The values of a mapping by key. */
final class Fields {
  private final Cursor mapping;
  private final String subject;
  private final Map<String, NodeTuple> entries;
  private final Map<String, Cursor> values = new LinkedHashMap<>();

  private Fields(Cursor mapping, String subject) {
    this.mapping = mapping;
    this.subject = subject;
    this.entries = Entries.of(mapping);
    entries.forEach((key, entry) -> values.put(key, child(key, entry)));
  }

  private Cursor child(String key, NodeTuple entry) {
    return mapping.child(entry.getKeyNode(), Excerpt.of(key), entry.getValueNode());
  }

  /**
   * The fields of a mapping that may have the given keys only; others are reported.
   *
   * @param subject what the mapping describes, for messages
   * @return empty if the value is no mapping, which is reported too
   */
  static Optional<Fields> of(Cursor value, String subject, List<String> known) {
    return open(value, subject).map(fields -> fields.only(known));
  }

  /** The fields of a mapping whose keys are free. */
  static Optional<Fields> open(Cursor value, String subject) {
    return value.isMapping()
        ? Optional.of(new Fields(value, subject))
        : value.refuse(
            "wrong-type",
            capitalised(subject) + " must be a mapping, but is " + value.description() + ".",
            "Write \"key: value\", with a space after the colon.");
  }

  /** These fields; keys other than the given ones are reported. */
  Fields only(List<String> known) {
    values.keySet().stream()
        .filter(key -> !known.contains(key))
        .forEach(key -> refuseUnknown(key, known));
    return this;
  }

  private void refuseUnknown(String key, List<String> known) {
    String fix =
        NearestName.of(key.replace('-', '_'), known)
            .map(near -> "Did you mean " + near + "?")
            .orElse("Known here: " + String.join(", ", known) + ".");
    mapping
        .findings()
        .error(
            "unknown-key",
            values.get(key).path(),
            Cursor.startOf(entries.get(key).getKeyNode()),
            "Unknown key '" + Excerpt.of(key) + "' in " + subject + ".",
            Optional.of(fix));
  }

  /** The mapping itself. */
  Cursor mapping() {
    return mapping;
  }

  /** The value of a key; a key without value counts as absent. */
  Optional<Cursor> get(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isNull());
  }

  /** The value of a key that must be there; its absence is reported. */
  Optional<Cursor> require(String key, String fix) {
    Optional<Cursor> value = get(key);
    if (value.isEmpty()) {
      values
          .getOrDefault(key, mapping)
          .refuse("missing-key", capitalised(subject) + " has no " + key + ".", fix);
    }
    return value;
  }

  /** All values, those that are empty included. */
  Map<String, Cursor> all() {
    return values;
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
