package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Magnitudes;
import io.mergefarm.contracts.method.Magnitudes.Outside;
import io.mergefarm.worker.compute.Differences;
import java.lang.foreign.MemorySegment;

/** A block of a vector whose magnitudes are counted. */
interface MagnitudeBlock {

  int length();

  /** The elements, valid until the next block is shown. */
  float[] elements();

  /** Sorts the elements as {@link Magnitudes#sift} does. */
  int sift(int least, int greatest, float[] between, Outside outside);

  /** The first elements of an array. */
  static MagnitudeBlock of(float[] elements, int length, Arithmetic arithmetic) {
    return new MagnitudeBlock() {
      @Override
      public int length() {
        return length;
      }

      @Override
      public float[] elements() {
        return elements;
      }

      @Override
      public int sift(int least, int greatest, float[] between, Outside outside) {
        return arithmetic.magnitudes().sift(least, greatest, elements, length, between, outside);
      }
    };
  }

  /**
   * Differences of stored elements, which are mostly not needed one by one.
   *
   * @param offset of the first element in bytes
   * @param scratch takes the differences where they are needed
   */
  static MagnitudeBlock of(
      Differences differences,
      MemorySegment x,
      MemorySegment y,
      long offset,
      int length,
      float[] scratch) {
    return new MagnitudeBlock() {
      @Override
      public int length() {
        return length;
      }

      @Override
      public float[] elements() {
        differences.subtract(x, y, offset, scratch, 0, length);
        return scratch;
      }

      @Override
      public int sift(int least, int greatest, float[] between, Outside outside) {
        return differences.sift(least, greatest, x, y, offset, length, between, outside);
      }
    };
  }
}
