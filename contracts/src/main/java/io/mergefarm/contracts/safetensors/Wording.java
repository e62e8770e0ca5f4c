package io.mergefarm.contracts.safetensors;

import java.util.Locale;

/** Puts numbers and names of files into messages. */
final class Wording {

  private static final int LONGEST = 100;

  private Wording() {}

  /** A count with separators between thousands. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A name in quotes, cut where it is long, without its control characters. */
  static String quote(String name) {
    String shown = name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...";
    return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
