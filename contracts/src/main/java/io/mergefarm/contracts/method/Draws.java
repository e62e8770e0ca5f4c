package io.mergefarm.contracts.method;

/** Random bits for elements, and one bit for each element that is kept. */
public interface Draws {

  /** Elements that are drawn for together. */
  int DRAWS = 64;

  /**
   * Draws 16 random bits for each of {@code count} elements, and some more up to a multiple of
   * {@value #DRAWS}.
   *
   * @param from the first element, a multiple of {@value #DRAWS}
   * @param draws one number for each element, without sign
   */
  void draw(RandomStream stream, long from, short[] draws, int count);

  /** Draws 16 more random bits for an element: a number from 0 to 65535. */
  int drawBehind(RandomStream stream, long element);

  /**
   * Sets the bits of those elements whose draw, seen without sign, lies below a limit, and clears
   * the others: one word of {@code marks} for every 64 elements, the first in the lowest bit. The
   * draws up to the end of the last word are there.
   */
  void markBelow(short[] draws, int limit, int count, long[] marks);

  /**
   * Marks the elements whose draw, seen without sign, lies below the lower of their bin's bounds,
   * and in {@code open} those whose draw lies at or above it and not above the upper one. All other
   * bits of the words are cleared.
   *
   * @param bounds of each bin: the lower one in the lower half, the upper one in the upper half
   */
  void markBelow(short[] draws, int[] bounds, int[] bins, int count, long[] marks, long[] open);

  /**
   * Multiplies by zero the elements that are not marked. Multiplied, infinity becomes NaN.
   *
   * @param offset the place among the marks of the bit of {@code x[0]}
   */
  void dropUnmarked(long[] marks, int offset, float[] x, int length);

  /**
   * Adds {@code |x[i]|} to one running sum, and to another one what {@link #dropUnmarked} would
   * leave of it.
   *
   * @param offset the place among the marks of the bit of {@code x[0]}, a multiple of {@link
   *     Arithmetic#LANES}
   */
  void addMagnitudes(
      long[] marks, int offset, float[] x, int length, Arithmetic.Sum all, Arithmetic.Sum marked);
}
