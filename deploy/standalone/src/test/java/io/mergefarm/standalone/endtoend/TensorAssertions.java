package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.safetensors.DType;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Compares tensors as far as they have to be equal.
 *
 * @param tolerance for float32, as a share of the largest magnitude of the tensor; 16-bit floats
 *     may differ by one unit in the last place
 * @param misses the share of float32 elements that may be anything
 * @param left the elements that may be anything
 */
record TensorAssertions(double tolerance, double misses, BitSet left) {

  /** Checks type, shape and every element. */
  void assertClose(String name, Tensor actual, Tensor expected) {
    assertThat(actual.dtype()).as(name).isEqualTo(expected.dtype());
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    int elements = expected.elements();
    double largest = Arrays.stream(expected.values()).map(Math::abs).max().orElse(0);
    int allowed = (int) (misses * elements);
    for (int i = left.nextClearBit(0); i < elements; i = left.nextClearBit(i + 1)) {
      if (allowed > 0 && Math.abs(actual.value(i) - expected.value(i)) > tolerance * largest) {
        allowed--;
      } else if (expected.dtype() == DType.F32) {
        assertThat(actual.value(i))
            .as("%s[%d]", name, i)
            .isCloseTo(expected.value(i), within(tolerance * largest));
      } else {
        assertThat(actual.place(i)).as("%s[%d]", name, i).isCloseTo(expected.place(i), within(1));
      }
    }
  }
}
