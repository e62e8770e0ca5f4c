package io.mergefarm.fetcher.checkpoint;

import java.util.List;
import java.util.Optional;

/** The name that a misspelt one most likely stands for. */
final class NearestName {

  private NearestName() {}

  /** The nearest by Levenshtein distance, if at most a third of the letters differ. */
  static Optional<String> of(String written, List<String> known) {
    int nearest = Math.max(1, written.length() / 3) + 1;
    Optional<String> found = Optional.empty();
    for (String name : known) {
      int distance = distance(written, name);
      if (distance < nearest) {
        nearest = distance;
        found = Optional.of(name);
      }
    }
    return found;
  }

  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
