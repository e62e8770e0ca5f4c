package io.mergefarm.contracts.method;

/** Sums over tensors in float64, whose bits depend neither on the processor nor on the blocks. */
public interface Sums {

  /** Adds {@code x[i] * y[i]}, exact in float64, to a running sum. */
  void addDot(float[] x, float[] y, int length, Arithmetic.Sum sum);

  /** {@link #addDot} of x with itself, of x with y and of y with itself at once. */
  void addDots(
      float[] x, float[] y, int length, Arithmetic.Sum xx, Arithmetic.Sum xy, Arithmetic.Sum yy);

  /** Adds {@code |x[i]|} to a running sum. */
  void addMagnitudes(float[] x, int length, Arithmetic.Sum sum);

  /** Adds {@code |x[i]|} to one running sum and {@code |y[i]|} to another. */
  void addMagnitudes(float[] x, float[] y, int length, Arithmetic.Sum sumX, Arithmetic.Sum sumY);
}
