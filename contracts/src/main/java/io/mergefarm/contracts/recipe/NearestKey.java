package io.mergefarm.contracts.recipe;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that a misspelt one most likely stands for. */
final class NearestKey {
  private static final int MAX_LENGTH = 40;

  private NearestKey() {}

  /** The nearest by Levenshtein distance, if at most a third of the letters differ. */
  static Optional<String> of(String written, Collection<String> known) {
    String key = written.toLowerCase(Locale.ROOT).replace('-', '_');
    if (key.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(key, name)))
        .filter(name -> distance(key, name) <= Math.max(1, name.length() / 3));
  }

  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
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
