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

  /** {@code out[i] = x[i] * factor}. */
  void scale(float[] x, float factor, float[] out, int length);

  /** {@code out[i] += x[i] * factor}, the product rounded first. */
  void addScaled(float[] x, float factor, float[] out, int length);

  /** {@code out[i] = x[i] / divisor}. */
  void divide(float[] x, float divisor, float[] out, int length);

  /** {@code out[i] = x[i] + y[i]}. */
  void add(float[] x, float[] y, float[] out, int length);

  /** {@code out[i] = x[i] - y[i]}. */
  void subtract(float[] x, float[] y, float[] out, int length);

  /**
   * The variance of each element over several arrays, times their number.
   *
   * <p>With {@code d[k] = x[k][i] - x[0][i]}, m is the sum of all d from left to right, divided by
   * their number, and {@code out[i]} the sum of all {@code (d[k] - m) * (d[k] - m)}. So equal
   * elements have none at all.
   *
   * @param out none of those of {@code x}
   */
  void vary(float[][] x, float[] out, int length);

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

  /** Sums over whole tensors. */
  Sums sums();

  /** Comparisons by magnitude, and what they decide. */
  Magnitudes magnitudes();

  /** Ways from a base to what models make of it. */
  Moves moves();

  /** Random bits for elements, and marks on those that are kept. */
  Draws draws();

  /** Distributions, and how far one is from another. */
  Distributions distributions();

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
}
