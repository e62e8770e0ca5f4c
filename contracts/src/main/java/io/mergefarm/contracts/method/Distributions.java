package io.mergefarm.contracts.method;

/**
 * What softmax makes of rows, in float64. The bits depend neither on the processor nor on where a
 * row lies in its block; functions are within two units in the last place.
 */
public interface Distributions {

  /**
   * The exponentials of a row's elements, divided by that of the largest one, so that none
   * overflows. Those below e^-708 are zero. If an element is NaN or the largest one infinite, so is
   * at least one of them NaN.
   *
   * @param from the row's first element
   * @param out takes them from its start on
   * @return their sum, in the order of an {@link Arithmetic.Sum}
   */
  double exponentials(float[] x, int from, int length, double[] out);

  /**
   * The Kullback-Leibler divergence of one distribution from another: the sum of {@code p * log(p /
   * q)}, with {@code p = x[i] * (1 / sumX) + smoothing} and {@code q = y[i] * (1 / sumY) +
   * smoothing}.
   *
   * @param x exponentials, of the sum {@code sumX}
   * @param y likewise
   * @param smoothing more than zero
   */
  double divergence(double[] x, double sumX, double[] y, double sumY, int length, double smoothing);
}
