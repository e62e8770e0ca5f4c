package io.mergefarm.contracts.method;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** Which surprising results of mergekit are kept, because published recipes were tuned on them. */
public enum Quirks {
  /** All that give finite results. */
  MERGEKIT,
  /** None. */
  NONE;

  /** The name as recipes write it. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static Quirks of(String text) {
    return Arrays.stream(values())
        .filter(quirks -> quirks.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("quirks: mergekit or none, not " + text));
  }
}
