package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.ParsedRecipe.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The full-width colons and commas of East Asian typography, which translated articles put where
 * YAML wants its own. One character replaces one, so places stay valid.
 */
final class FullWidthPunctuation {
  private static final char COLON = '：';
  private static final char COMMA = '，';

  private final StringBuilder text;
  private final Map<Place, String> messages = new LinkedHashMap<>();
  private char quote;
  private boolean comment;
  private int brackets;

  private FullWidthPunctuation(String text) {
    this.text = new StringBuilder(text);
  }

  /** Finds and replaces what is outside of quotes and comments. */
  static FullWidthPunctuation in(String text) {
    FullWidthPunctuation punctuation = new FullWidthPunctuation(text);
    punctuation.scan();
    return punctuation;
  }

  boolean found() {
    return !messages.isEmpty();
  }

  String replaced() {
    return text.toString();
  }

  void reportTo(Findings findings) {
    messages.forEach(
        (place, message) ->
            findings.warning(
                "full-width-punctuation",
                "",
                place,
                message,
                Optional.of("Write the ASCII character, a colon with a space after it.")));
  }

  private void scan() {
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      visit(i, next, new Place(line, column));
      if (next == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(next)) {
        column++;
      }
    }
  }

  private void visit(int index, char next, Place place) {
    if (comment) {
      comment = next != '\n';
    } else if (quote != 0) {
      quote = next == quote && !isEscaped(index) ? 0 : quote;
    } else {
      visitPlain(index, next, place);
    }
  }

  private boolean isEscaped(int index) {
    return quote == '"' && text.charAt(index - 1) == '\\';
  }

  private void visitPlain(int index, char next, Place place) {
    switch (next) {
      case '#' -> comment = startsWord(index);
      case '"', '\'' -> quote = startsWord(index) ? next : 0;
      case '[', '{' -> brackets++;
      case ']', '}' -> brackets--;
      case COLON -> visitColon(index, place);
      case COMMA -> visitComma(index, place);
      default -> {}
    }
  }

  private boolean startsWord(int index) {
    return index == 0 || " \t\n[{,:".indexOf(text.charAt(index - 1)) >= 0;
  }

  /** Only before a space is a colon one to YAML. */
  private void visitColon(int index, Place place) {
    if (index + 1 == text.length() || Character.isWhitespace(text.charAt(index + 1))) {
      text.setCharAt(index, ':');
      messages.put(place, "The full-width colon is read as a colon.");
    } else {
      messages.put(place, "The full-width colon is part of the text, since no space follows.");
    }
  }

  /** Only inside of brackets is a comma one to YAML. */
  private void visitComma(int index, Place place) {
    if (brackets > 0) {
      text.setCharAt(index, ',');
      messages.put(place, "The full-width comma is read as a comma.");
    }
  }
}
