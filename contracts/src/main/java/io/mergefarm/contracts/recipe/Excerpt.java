package io.mergefarm.contracts.recipe;

/** Text of a recipe made fit for a message: short, on one line, without control characters. */
final class Excerpt {
  private static final int MAX_LENGTH = 100;

  private Excerpt() {}

  static String of(String text) {
    String shown =
        text.codePoints()
            .limit(MAX_LENGTH)
            .map(Excerpt::visible)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return text.codePointCount(0, text.length()) > MAX_LENGTH ? shown + "…" : shown;
  }

  private static int visible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          '�';
      default -> codePoint;
    };
  }
}
