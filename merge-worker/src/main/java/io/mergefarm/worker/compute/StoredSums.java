package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.Sums;
import java.lang.foreign.MemorySegment;

/** {@link Sums} over stored elements, with the same bits and without arrays in between. */
public interface StoredSums {

  /**
   * Adds the dot products of {@code length} elements of x and y with themselves and each other.
   *
   * @param offset of the first element in bytes; its place in the tensor is a multiple of {@link
   *     io.mergefarm.contracts.method.Arithmetic#LANES}
   */
  void addDots(MemorySegment x, MemorySegment y, long offset, int length, Sum xx, Sum xy, Sum yy);
}
