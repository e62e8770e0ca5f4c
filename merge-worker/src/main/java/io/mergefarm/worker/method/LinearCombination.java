package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.BlockKernel;
import java.util.OptionalInt;

/**
 * The inputs, each multiplied by its factor, added up. What most methods come to in the end; an
 * evaluation may compute it by shorter ways than by blocks.
 */
public final class LinearCombination implements BlockKernel {

  private final Arithmetic arithmetic;
  private final double[] factors;
  private final OptionalInt zeros;

  LinearCombination(Arithmetic arithmetic, double... factors) {
    this(arithmetic, factors, OptionalInt.empty());
  }

  /**
   * @param factors of the inputs
   * @param zeros the input whose sign the result has where both are zero
   */
  LinearCombination(Arithmetic arithmetic, double[] factors, OptionalInt zeros) {
    this.arithmetic = arithmetic;
    this.factors = factors.clone();
    this.zeros = zeros;
  }

  /** One for each input. */
  public double[] factors() {
    return factors.clone();
  }

  /** The input whose sign the result has where both are zero. */
  public OptionalInt zeros() {
    return zeros;
  }

  @Override
  public void merge(long position, int length, float[][] inputs, float[] output) {
    arithmetic.combine(inputs, factors, output, length);
    if (zeros.isPresent()) {
      arithmetic.keepZeros(inputs[zeros.getAsInt()], output, length);
    }
  }
}
