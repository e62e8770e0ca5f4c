package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.List;

/**
 * The rows of a tensor within which elements are ranked.
 *
 * @param length of a row
 * @param stride from an element of a row to its next; so many rows lie interleaved
 */
record Rows(int length, int stride) {

  /**
   * The rows along the second axis; along the last one without mergekit's quirks, which is the same
   * for matrices. A vector is a single row.
   */
  static Rows of(Shape shape, Quirks quirks) {
    List<Long> dimensions = shape.dimensions();
    if (dimensions.isEmpty()) {
      return new Rows(1, 1);
    }
    if (dimensions.size() <= 2 || quirks == Quirks.NONE) {
      return new Rows(Math.toIntExact(dimensions.getLast()), 1);
    }
    long stride = dimensions.subList(2, dimensions.size()).stream().reduce(1L, Math::multiplyExact);
    return new Rows(Math.toIntExact(dimensions.get(1)), Math.toIntExact(stride));
  }

  /** The elements that a row and those interleaved with it span. */
  int span() {
    return Math.multiplyExact(length, stride);
  }
}
