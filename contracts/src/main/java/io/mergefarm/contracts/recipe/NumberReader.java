package io.mergefarm.contracts.recipe;

import java.util.Optional;
import java.util.OptionalDouble;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads numbers and reports what is none. */
final class NumberReader {
  private final ScalarNumbers scalars = new ScalarNumbers();

  /** A finite number. */
  Optional<Double> number(Cursor value) {
    OptionalDouble number = valueOf(value);
    return number.isPresent()
        ? Optional.of(number.getAsDouble())
        : value.refuse(
            "invalid-number",
            value.path() + " must be a number, but is " + value.description() + ".",
            "Write a number such as 0.5, or true or false.");
  }

  /** A whole number that an int holds, not less than {@code least}. */
  Optional<Integer> whole(Cursor value, int least) {
    OptionalDouble number = valueOf(value);
    boolean fits =
        number.isPresent()
            && !value.node().getTag().equals(Tag.BOOL)
            && number.getAsDouble() == Math.rint(number.getAsDouble())
            && number.getAsDouble() >= least
            && number.getAsDouble() <= Integer.MAX_VALUE;
    return fits
        ? Optional.of((int) number.getAsDouble())
        : value.refuse(
            "invalid-number",
            value.path()
                + " must be a whole number from "
                + least
                + " on, but is "
                + value.description()
                + ".");
  }

  private OptionalDouble valueOf(Cursor value) {
    return value.node() instanceof ScalarNode scalar && !value.isNull()
        ? scalars.read(scalar)
        : OptionalDouble.empty();
  }
}
