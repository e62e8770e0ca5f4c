package io.mergefarm.assembler.checkpoint;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Text from outside as GitHub-flavoured Markdown that shows it and does nothing else: no link,
 * image, HTML or end of the block it stands in comes out of it.
 */
final class Markdown {

  private static final Pattern BACKTICKS = Pattern.compile("`+");
  private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]<>#|!&~$]");
  private static final int SHORTEST_FENCE = 3;

  private Markdown() {}

  /** Text within a line. */
  static String text(String text) {
    return SPECIAL.matcher(oneLine(text)).replaceAll("\\\\$0");
  }

  /** A code span, which may stand in a cell of a table. */
  static String code(String text) {
    String line = oneLine(text);
    String ticks = "`".repeat(longestRun(line) + 1);
    String padding = line.isBlank() || line.startsWith("`") || line.endsWith("`") ? " " : "";
    return ticks + padding + line.replace("|", "\\|") + padding + ticks;
  }

  /** A fenced block; the fence is longer than any in the text. */
  static String block(String language, String text) {
    String fence = "`".repeat(Math.max(SHORTEST_FENCE, longestRun(text) + 1));
    String end = text.endsWith("\n") ? "" : "\n";
    return fence + language + "\n" + text + end + fence + "\n";
  }

  private static String oneLine(String text) {
    return BREAKS.matcher(text).replaceAll(" ");
  }

  private static int longestRun(String text) {
    return BACKTICKS
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }
}
