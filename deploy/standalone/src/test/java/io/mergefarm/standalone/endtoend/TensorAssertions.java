package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.safetensors.DType;
import java.util.Arrays;

/** Compares tensors as far as they have to be equal. */
final class TensorAssertions {

  private TensorAssertions() {}

  /**
   * Checks type, shape and every element.
   *
   * @param tolerance for float32, as a share of the largest magnitude; 16-bit floats may differ by
   *     one unit in the last place
   */
  static void assertClose(String name, Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.dtype()).as(name).isEqualTo(expected.dtype());
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    if (expected.dtype() == DType.F32) {
      double largest = Arrays.stream(expected.values()).map(Math::abs).max().orElse(0);
      assertThat(actual.values())
          .as(name)
          .usingComparatorWithPrecision(tolerance * largest)
          .containsExactly(expected.values());
    } else {
      for (int i = 0; i < expected.elements(); i++) {
        assertThat(actual.place(i)).as("%s[%d]", name, i).isCloseTo(expected.place(i), within(1));
      }
    }
  }
}
