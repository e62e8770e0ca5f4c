package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.TensorMerge;
import java.io.IOException;
import java.util.Arrays;

/**
 * How two tensors lie to each other, as vectors.
 *
 * @param firstNorm the 2-norm of the first
 * @param secondNorm the 2-norm of the second
 * @param dot their dot product
 * @param identical whether all their elements have equal bits
 */
record VectorPair(double firstNorm, double secondNorm, double dot, boolean identical) {

  /** Measures two inputs in one pass. */
  static VectorPair measure(TensorMerge tensor, int first, int second) throws IOException {
    Measurement measurement = new Measurement(tensor.arithmetic());
    tensor.scan(
        (position, length, inputs) -> measurement.add(inputs[first], inputs[second], length));
    return measurement.result();
  }

  /** What is known so far. */
  private static final class Measurement {
    private final Arithmetic arithmetic;
    private final Sum firstSquare = new Sum();
    private final Sum secondSquare = new Sum();
    private final Sum product = new Sum();
    private boolean identical = true;

    Measurement(Arithmetic arithmetic) {
      this.arithmetic = arithmetic;
    }

    void add(float[] x, float[] y, int length) {
      arithmetic.addDot(x, x, length, firstSquare);
      arithmetic.addDot(y, y, length, secondSquare);
      arithmetic.addDot(x, y, length, product);
      identical = identical && Arrays.equals(x, 0, length, y, 0, length);
    }

    VectorPair result() {
      return new VectorPair(
          Math.sqrt(firstSquare.value()),
          Math.sqrt(secondSquare.value()),
          product.value(),
          identical);
    }
  }
}
