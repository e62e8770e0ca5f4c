package io.mergefarm.contracts.storage;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of an object: plain segments joined by slashes. A key can not leave its store: empty
 * segments, {@code .} and {@code ..}, backslashes and control characters are refused.
 */
public record ObjectKey(@JsonValue String value) implements Comparable<ObjectKey> {

  private static final int MAX_LENGTH = 1024;

  @JsonCreator
  public ObjectKey {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an object key has 1 to " + MAX_LENGTH + " characters, not " + value.length());
    }
    if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\')) {
      throw new IllegalArgumentException(
          "object key with a control character or backslash: " + value);
    }
    for (String segment : value.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("object key with an empty or dotted segment: " + value);
      }
    }
  }

  public static ObjectKey of(String first, String... more) {
    return new ObjectKey(more.length == 0 ? first : first + "/" + String.join("/", more));
  }

  /** The key of something below this one. */
  public ObjectKey child(String name) {
    return new ObjectKey(value + "/" + name);
  }

  /** The last segment. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  @Override
  public int compareTo(ObjectKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
