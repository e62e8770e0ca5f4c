package io.mergefarm.planner.tokenizer;

/**
 * A token that a tokenizer finds in texts by itself, without the rules of its model.
 *
 * @param special whether decoding may leave it out
 * @param singleWord whether it must stand by itself
 * @param lstrip whether it takes white space before it
 * @param rstrip whether it takes white space behind it
 * @param normalized whether it is looked for in the normalised text
 */
record AddedToken(
    String content,
    boolean special,
    boolean singleWord,
    boolean lstrip,
    boolean rstrip,
    boolean normalized) {

  /** One that is matched as it is. */
  static AddedToken verbatim(String content) {
    return new AddedToken(content, false, false, false, false, false);
  }
}
