package io.mergefarm.contracts.method;

/**
 * Arithmetic on blocks, with the same bits on every processor: float32 with one rounding per
 * operation and no fused multiply-add; sums in float64 in a fixed order.
 *
 * <p>Lengths are the caller's to get right. {@code out} may be one of the operands. Which NaN a NaN
 * is, is left open.
 */
public interface Arithmetic {

  /** The number of partial sums that a {@link Sum} keeps. */
  int LANES = 8;

  /** {@code out[i] = x[i] * factor}. */
  void scale(float[] x, float factor, float[] out, int length);

  /** {@code out[i] += x[i] * factor}, the product rounded first. */
  void addScaled(float[] x, float factor, float[] out, int length);

  /** {@code out[i] = x[i] / divisor}. */
  void divide(float[] x, float divisor, float[] out, int length);

  /** {@code out[i] = x[i] / divisors[i]}, or {@code x[i]} where the divisor is zero. */
  void divideUnlessZero(float[] x, float[] divisors, float[] out, int length);

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

  /** Adds {@code x[i] * y[i]}, exact in float64, to a running sum. */
  void addDot(float[] x, float[] y, int length, Sum sum);

  /** Adds {@code |x[i]|} to a running sum. */
  void addMagnitudes(float[] x, int length, Sum sum);

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
