package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.OnMismatch.Case;
import io.mergefarm.contracts.recipe.OnMismatch.Policy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads {@code on_mismatch}: a policy, or policies by filter. */
final class OnMismatchReader {
  private static final List<String> CASE_KEYS = List.of("filter", "value");

  Optional<OnMismatch> read(Cursor value) {
    if (value.isMapping()) {
      return readCase(value).map(found -> new OnMismatch(List.of(found)));
    }
    return value.isList()
        ? value.read(this::readCase).map(OnMismatch::new)
        : policy(value).map(found -> new OnMismatch(List.of(new Case(Optional.empty(), found))));
  }

  private Optional<Case> readCase(Cursor item) {
    return Fields.of(item, "a case of on_mismatch", CASE_KEYS).flatMap(this::readCase);
  }

  private Optional<Case> readCase(Fields fields) {
    Optional<String> filter = fields.get("filter").flatMap(Cursor::text);
    return fields
        .require("value", "Write value: error, base or submatrix.")
        .flatMap(OnMismatchReader::policy)
        .map(policy -> new Case(filter, policy));
  }

  private static Optional<Policy> policy(Cursor value) {
    return value.text().flatMap(text -> policy(value, text));
  }

  private static Optional<Policy> policy(Cursor value, String text) {
    return Arrays.stream(Policy.values())
        .filter(policy -> policy.text().equals(text))
        .findFirst()
        .or(
            () ->
                value.refuse(
                    "unknown-policy",
                    value.path() + " is " + value.description() + ".",
                    "Write error, which is the default, base or submatrix."));
  }
}
