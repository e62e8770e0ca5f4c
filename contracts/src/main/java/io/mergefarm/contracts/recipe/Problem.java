package io.mergefarm.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Something wrong with a recipe or with what it refers to.
 *
 * @param code a stable name of the kind of problem, such as {@code unknown-key}
 * @param severity whether the merge can go on
 * @param message what is wrong and why, in one or two sentences
 * @param path the place in the recipe, such as {@code models[1].parameters.weight}; empty for the
 *     recipe as a whole
 * @param line from 1; 0 where there is no place
 * @param column from 1; 0 where there is no place
 * @param fix what to do, where it is known
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Problem(
    String code,
    Severity severity,
    String message,
    String path,
    int line,
    int column,
    Optional<String> fix) {

  /** Whether the merge can go on. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** The problem on one line, its place first. */
  @Override
  public String toString() {
    String place = line > 0 ? line + ":" + column + ": " : "";
    return place
        + severity.name().toLowerCase(java.util.Locale.ROOT)
        + " ["
        + code
        + "] "
        + message
        + fix.map(text -> " " + text).orElse("");
  }
}
