package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;

/**
 * Converts between float32 and the elements of one stored dtype, little-endian and not necessarily
 * aligned. Encoding rounds once, to nearest, ties to even; what is too large becomes infinity.
 * Every NaN is written as the same positive quiet one, since processors differ in the NaNs they
 * make.
 */
public interface DTypeCodec {

  /** The bytes of one element. */
  int elementBytes();

  /**
   * Reads {@code length} elements.
   *
   * @param offset of the first element in bytes
   * @param to takes elements 0 to length - 1
   */
  void decode(MemorySegment from, long offset, float[] to, int length);

  /**
   * Writes elements 0 to length - 1.
   *
   * @param offset of the first element in bytes
   */
  void encode(float[] from, int length, MemorySegment to, long offset);

  /** Rounds elements 0 to length - 1 in place to values that the dtype has. */
  void round(float[] values, int length);
}
