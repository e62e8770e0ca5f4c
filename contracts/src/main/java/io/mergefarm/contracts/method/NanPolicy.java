package io.mergefarm.contracts.method;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What becomes of elements that are not a number. */
public enum NanPolicy {
  /** They spread to what is computed from them, as IEEE 754 has it. */
  PROPAGATE,
  /** They fail the merge. */
  ERROR;

  /** The name as people write it. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static NanPolicy of(String text) {
    return Arrays.stream(values())
        .filter(policy -> policy.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nan: propagate or error, not " + text));
  }
}
