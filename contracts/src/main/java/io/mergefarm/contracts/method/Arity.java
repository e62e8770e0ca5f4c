package io.mergefarm.contracts.method;

/**
 * How many tensors a method merges.
 *
 * @param minimum at least this many
 * @param maximum at most this many
 * @param countsBase whether the base is one of them; otherwise it comes on top
 */
public record Arity(int minimum, int maximum, boolean countsBase) {

  public static final int UNLIMITED = Integer.MAX_VALUE;

  public Arity {
    if (minimum < 0 || maximum < minimum) {
      throw new IllegalArgumentException("no arity from " + minimum + " to " + maximum);
    }
  }

  public static Arity exactly(int count) {
    return new Arity(count, count, false);
  }

  public static Arity atLeast(int count) {
    return new Arity(count, UNLIMITED, false);
  }

  /** As many, the base among them. */
  public Arity withBase() {
    return new Arity(minimum, maximum, true);
  }

  /**
   * Whether a method takes so many tensors.
   *
   * @param others the tensors besides the base
   * @param base whether there is a base
   */
  public boolean allows(int others, boolean base) {
    int count = countsBase && base ? others + 1 : others;
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
