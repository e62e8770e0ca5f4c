package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/**
 * Linear combinations of stored elements, from bytes to bytes: what decoding them, {@link
 * Arithmetic#combine}, {@link Arithmetic#keepZeros} and encoding give, without arrays in between.
 */
public interface Combiner {

  /**
   * Combines {@code length} elements, which begin at the same offset everywhere.
   *
   * @param x at least one segment
   * @param factors one for each
   * @param zeros the one of {@code x} whose sign the result has where both are zero
   * @param out takes the results
   * @param offset of the first element in bytes
   */
  void combine(
      MemorySegment[] x,
      double[] factors,
      OptionalInt zeros,
      MemorySegment out,
      long offset,
      int length);
}
