package io.mergefarm.planner.tokenizer;

/** Shows texts from outside in messages. */
final class Excerpts {

  private static final int LONGEST = 40;

  private Excerpts() {}

  /** The beginning of a text, without control characters. */
  static String of(String text) {
    String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}
