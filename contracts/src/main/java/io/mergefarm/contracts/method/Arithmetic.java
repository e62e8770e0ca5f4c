package io.mergefarm.contracts.method;

/**
 * Arithmetic on blocks, with the same bits on every processor: float32 with one rounding per
 * operation and no fused multiply-add; sums and linear combinations in float64 in a fixed order.
 *
 * <p>Lengths are the caller's to get right. {@code out} may be one of the operands. Which NaN a NaN
 * is, is left open.
 */
public interface Arithmetic {

  /** The number of partial sums that a {@link Sum} keeps. */
  int LANES = 8;

  /** Elements that are drawn for together. */
  int DRAWS = 64;

  /** {@code out[i] = x[i] * factor}. */
  void scale(float[] x, float factor, float[] out, int length);

  /** {@code out[i] += x[i] * factor}, the product rounded first. */
  void addScaled(float[] x, float factor, float[] out, int length);

  /** {@code out[i] = x[i] / divisor}. */
  void divide(float[] x, float divisor, float[] out, int length);

  /** {@code out[i] = x[i] / divisors[i]}, or {@code x[i]} where the divisor is zero. */
  void divideUnlessZero(float[] x, float[] divisors, float[] out, int length);

  /** {@code out[i] = x[i] / max(divisors[i], least)}. */
  void divideByAtLeast(float[] x, float[] divisors, float least, float[] out, int length);

  /** {@code out[i] = x[i] + y[i]}. */
  void add(float[] x, float[] y, float[] out, int length);

  /** {@code out[i] = x[i] - y[i]}. */
  void subtract(float[] x, float[] y, float[] out, int length);

  /**
   * Multiplies by zero the elements from {@code from} to {@code to - 1} whose magnitude, seen as
   * the bits of a float without its sign, is {@code limit} or less. Multiplied, infinity becomes
   * NaN.
   */
  void dropUpTo(int limit, float[] x, int from, int to);

  /**
   * Sorts elements by their magnitude, seen as the bits of a float without its sign: those strictly
   * between {@code least} and {@code greatest} are copied to the front of {@code between}, in their
   * order; those at and above the two are counted.
   *
   * @param between another array than {@code x}, no shorter than {@code length}
   * @return how many lie between
   */
  int sift(int least, int greatest, float[] x, int length, float[] between, Outside outside);

  /** How many elements have a magnitude, seen as the bits of a float without its sign. */
  int count(int magnitude, float[] x, int length);

  /**
   * One model's part in a vote on signs. Where {@code x[i]} has the sign of {@code vote[i]} (plus
   * for zero, minus for NaN) and is not zero, it is added to {@code sum[i]}, and {@code weight} to
   * {@code weights[i]}; elsewhere {@code x[i] * 0} is added to {@code sum[i]}, so that NaN spreads.
   */
  void addAgreeing(float[] x, float weight, float[] vote, float[] sum, float[] weights, int length);

  /**
   * {@code out[i] = x[i] + change[i] * factor}, the product rounded first; where it is zero, {@code
   * x[i]} with its sign.
   */
  void move(float[] x, float[] change, float factor, float[] out, int length);

  /**
   * Moves {@code base[i]} by the sum of {@code changes[k][i] * factors[k]} over all k, from left to
   * right; where that is zero, {@code base[i]} keeps its sign.
   */
  void moveBySum(float[][] changes, float[] factors, float[] base, float[] out, int length);

  /**
   * Moves {@code base[i]} by what those changes make that have the sign of most.
   *
   * <p>With {@code e[k] = changes[k][i] * factors[k]}, the sum of all e has the sign that counts,
   * plus for zero and minus for NaN. The e of that sign are added up, {@code e[k] * 0} for others,
   * so that NaN spreads. The sum is divided by that of their weights, unless it is zero, and
   * multiplied by lambda. Where that gives zero, {@code base[i]} keeps its sign.
   *
   * @param weights null where the sum is not divided
   */
  void moveByMajority(
      float[][] changes,
      float[] factors,
      float[] weights,
      float lambda,
      float[] base,
      float[] out,
      int length);

  /**
   * Goes from {@code x[i]} towards {@code y[i]}: by {@code step}, or all the way where that is no
   * farther. Where they are nearer to each other than {@code least}, the way is the share {@code
   * step / least}, at most all of it. What is not finite spreads.
   */
  void approach(float[] x, float[] y, float step, float least, float[] out, int length);

  /** Replaces {@code largest[i]} by {@code x[i]} where that has the larger magnitude, or is NaN. */
  void keepLarger(float[] x, float[] largest, int length);

  /**
   * Adds one to {@code counts[i]} where {@code |x[i]|} is above a limit.
   *
   * @return how often
   */
  int countAbove(float[] x, float limit, float[] counts, int length);

  /** How many elements have {@code |x[i]|} above a limit and {@code counts[i]} at one. */
  int countUnique(float[] x, float limit, float[] counts, int length);

  /**
   * Adds to {@code sum[i]} where {@code |x[i]|} is above a limit: {@code x[i] * factor} where
   * {@code counts[i]} is one, {@code x[i]} elsewhere. Below the limit {@code x[i] * 0} is added, so
   * that NaN spreads.
   */
  void addAbove(float[] x, float limit, float[] counts, float factor, float[] sum, int length);

  /** {@code sum[i] += x[i] * x[i]}, the product rounded first. */
  void addSquare(float[] x, float[] sum, int length);

  /**
   * Multiplies by zero the elements from {@code from} to {@code to - 1} whose magnitude, seen as
   * the bits of a float without its sign, is {@code limit} or more.
   */
  void dropFrom(int limit, float[] x, int from, int to);

  /** Multiplies {@code x[i]} by zero where {@code selector[i]} is zero. */
  void dropWhereZero(float[] selector, float[] x, int length);

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

  /** The largest magnitude, seen as the bits of a float without its sign; 0 where there is none. */
  int largestMagnitude(float[] x, int length);

  /** How many elements have a smaller magnitude, seen as the bits of a float without its sign. */
  int countBelow(int magnitude, float[] x, int length);

  /**
   * Numbers elements by their magnitude, seen as the bits of a float without its sign: 0 for zero,
   * {@code (magnitude - least) >> shift} for others, but no less than 1 and no more than {@code
   * last}.
   */
  void bin(float[] x, int length, int least, int shift, int last, int[] bins);

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
   * {@code out[i] = x[0][i] * factors[0] + x[1][i] * factors[1] + ...} in float64, from left to
   * right, rounded once at the end. Where the factors add up to 1 and all {@code x[k][i]} are
   * equal, that is what comes out, bit for bit.
   *
   * @param x at least one array
   * @param out none of those of {@code x}
   */
  void combine(float[][] x, double[] factors, float[] out, int length);

  /** Gives {@code out[i]} the sign of {@code x[i]} where both are zero. */
  void keepZeros(float[] x, float[] out, int length);

  /** Adds {@code x[i] * y[i]}, exact in float64, to a running sum. */
  void addDot(float[] x, float[] y, int length, Sum sum);

  /** {@link #addDot} of x with itself, of x with y and of y with itself at once. */
  void addDots(float[] x, float[] y, int length, Sum xx, Sum xy, Sum yy);

  /** Adds {@code |x[i]|} to a running sum. */
  void addMagnitudes(float[] x, int length, Sum sum);

  /** Adds {@code |x[i]|} to one running sum and {@code |y[i]|} to another. */
  void addMagnitudes(float[] x, float[] y, int length, Sum sumX, Sum sumY);

  /**
   * A sum over a tensor whose bits depend neither on the processor nor on the blocks: element
   * {@code i} of the tensor is added to partial sum {@code i mod LANES}, and these are added up
   * pairwise. Blocks therefore start at multiples of {@link #LANES}.
   */
  final class Sum {
    private final double[] lanes = new double[LANES];

    /** The partial sums, for implementations of {@link Arithmetic} to add to. */
    public double[] lanes() {
      return lanes;
    }

    public double value() {
      return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
          + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
    }
  }

  /** Counts of elements that do not lie strictly between two magnitudes. */
  final class Outside {
    private long above;
    private long atGreatest;
    private long atLeast;

    /** Adds to the counts. */
    public void add(long above, long atGreatest, long atLeast) {
      this.above += above;
      this.atGreatest += atGreatest;
      this.atLeast += atLeast;
    }

    /** How many exceed the greater one. */
    public long above() {
      return above;
    }

    public long atGreatest() {
      return atGreatest;
    }

    public long atLeast() {
      return atLeast;
    }
  }
}
