package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.BlockKernel;

/** Kernels that several methods end in. */
final class Kernels {

  private Kernels() {}

  /** One input, bit for bit. */
  static BlockKernel copyOf(int input) {
    return (position, length, inputs, output) ->
        System.arraycopy(inputs[input], 0, output, 0, length);
  }

  /** {@code a * inputs[i] + b * inputs[j]}. */
  static BlockKernel combination(Arithmetic arithmetic, int i, float a, int j, float b) {
    return (position, length, inputs, output) -> {
      arithmetic.scale(inputs[i], a, output, length);
      arithmetic.addScaled(inputs[j], b, output, length);
    };
  }
}
