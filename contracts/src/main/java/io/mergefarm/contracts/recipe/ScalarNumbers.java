package io.mergefarm.contracts.recipe;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.Construct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads scalars as numbers: those of YAML 1.1, its booleans as 0 and 1, text that is a decimal
 * number ({@code 1e-6} is text to YAML 1.1), and percentages as fractions of one.
 */
final class ScalarNumbers {
  private static final int MAX_LENGTH = 64;
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][-+]?\\d++)?");
  private static final Set<String> TRUE = Set.of("yes", "true", "on");

  private final Construct integers;
  private final Construct floats;

  ScalarNumbers() {
    SafeConstructor yaml = new SafeConstructor(new LoaderOptions());
    integers = yaml.new ConstructYamlInt();
    floats = yaml.new ConstructYamlFloat();
  }

  /** The number that a scalar stands for; empty if it is none, not finite, or absurdly long. */
  OptionalDouble read(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.BOOL)) {
      return OptionalDouble.of(TRUE.contains(text.toLowerCase(Locale.ROOT)) ? 1 : 0);
    }
    if (text.length() > MAX_LENGTH || text.chars().noneMatch(Character::isDigit)) {
      return OptionalDouble.empty();
    }
    if (tag.equals(Tag.INT)) {
      return construct(integers, scalar);
    }
    return tag.equals(Tag.FLOAT) ? construct(floats, scalar) : text(text.strip());
  }

  /** A tag may be written before any text, so the text need not be a number. */
  private static OptionalDouble construct(Construct construct, ScalarNode scalar) {
    try {
      return finite(((Number) construct.construct(scalar)).doubleValue());
    } catch (NumberFormatException | IndexOutOfBoundsException | YAMLException e) {
      return OptionalDouble.empty();
    }
  }

  private static OptionalDouble text(String text) {
    boolean percent = text.endsWith("%");
    String number = percent ? text.substring(0, text.length() - 1).strip() : text;
    if (!DECIMAL.matcher(number).matches()) {
      return OptionalDouble.empty();
    }
    return finite(percent ? Double.parseDouble(number) / 100 : Double.parseDouble(number));
  }

  private static OptionalDouble finite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
