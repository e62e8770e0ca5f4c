package io.mergefarm.worker.method;

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
    return new LinearCombination(vectors.arithmetic(), vectors.ofInputs(factors));
  }
}
