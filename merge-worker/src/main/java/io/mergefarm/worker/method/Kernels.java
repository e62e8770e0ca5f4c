package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.BlockKernel;
import java.io.IOException;

/** Kernels that several methods end in. */
final class Kernels {

  private Kernels() {}

  /** One input, bit for bit. */
  static BlockKernel copyOf(int input) {
    return (position, length, inputs, output) ->
        System.arraycopy(inputs[input], 0, output, 0, length);
  }

  /** The inputs, each multiplied by its factor, added up. */
  static BlockKernel combination(Arithmetic arithmetic, double[] factors) {
    return (position, length, inputs, output) ->
        arithmetic.combine(inputs, factors, output, length);
  }

  /** Tensors seen as one vector each. */
  static BlockKernel flat(Vectors vectors, Mixing mixing) throws IOException {
    GramMatrix gram = vectors.measure();
    return flat(vectors, gram, mixing.factors(gram));
  }

  /** Tensors seen as one vector each; a base that no model differs from comes back. */
  static BlockKernel flat(Vectors vectors, GramMatrix gram, double[] factors) {
    if (gram.zero() && vectors.origin().isPresent()) {
      return copyOf(vectors.origin().getAsInt());
    }
    return combination(vectors.arithmetic(), vectors.ofInputs(factors));
  }
}
