package io.mergefarm.contracts.method;

/**
 * How many tensors besides the base a method merges.
 *
 * @param minimum at least this many
 * @param maximum at most this many
 */
public record Arity(int minimum, int maximum) {

  public static final int UNLIMITED = Integer.MAX_VALUE;

  public Arity {
    if (minimum < 0 || maximum < minimum) {
      throw new IllegalArgumentException("no arity from " + minimum + " to " + maximum);
    }
  }

  public static Arity exactly(int count) {
    return new Arity(count, count);
  }

  public static Arity atLeast(int count) {
    return new Arity(count, UNLIMITED);
  }

  public boolean allows(int count) {
    return count >= minimum && count <= maximum;
  }

  @Override
  public String toString() {
    if (minimum == maximum) {
      return String.valueOf(minimum);
    }
    return maximum == UNLIMITED ? minimum + " or more" : minimum + " to " + maximum;
  }
}
