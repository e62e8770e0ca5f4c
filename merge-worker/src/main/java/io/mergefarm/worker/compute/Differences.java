package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.Draws;
import io.mergefarm.contracts.method.Magnitudes;
import io.mergefarm.contracts.method.Magnitudes.Outside;
import io.mergefarm.contracts.method.Moves;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Differences of stored elements: what decoding them and {@link Arithmetic#subtract} give, without
 * arrays in between. So the memory is read while something is computed, and not before it.
 */
public interface Differences {

  /**
   * Subtracts {@code length} elements of y from those of x, which begin at the same offset.
   *
   * @param offset of the first element in bytes
   * @param start the first element of {@code out} that is set
   */
  void subtract(MemorySegment x, MemorySegment y, long offset, float[] out, int start, int length);

  /**
   * {@link Magnitudes#sift} for the differences of such elements.
   *
   * @param between no shorter than {@code length}
   * @return how many lie between
   */
  int sift(
      int least,
      int greatest,
      MemorySegment x,
      MemorySegment y,
      long offset,
      int length,
      float[] between,
      Outside outside);

  /**
   * {@link Draws#addMagnitudes} for two models' differences from a base.
   *
   * @param place of the first element's bit among the marks, a multiple of {@link Arithmetic#LANES}
   * @param all one sum for each model
   * @param marked one sum for each model
   */
  void addMagnitudes(StoredPair pair, long[][] marks, int place, List<Sum> all, List<Sum> marked);

  /**
   * {@link Moves#moveBySum} of the base by two models' differences from it, which are multiplied by
   * zero first where they are not marked.
   *
   * @param place of the first element's bit among the marks
   * @param start the first element of {@code out} that is set
   */
  void moveBySum(
      StoredPair pair, long[][] marks, int place, float[] factors, float[] out, int start);

  /**
   * {@link Moves#moveBySum} of the base by two models' differences from it, which are multiplied by
   * zero first where they do not lie in a window.
   *
   * @param windows count the differences at their ends
   * @param start the first element of {@code out} that is set
   */
  void moveBySum(StoredPair pair, Windows windows, float[] factors, float[] out, int start);

  /**
   * {@link Moves#moveByMajority} of the base by two models' differences from it, which are
   * multiplied by zero first where they do not lie in a window.
   *
   * @param windows open above; they count the differences at their lower ends
   * @param weights null where the sum is not divided
   * @param start the first element of {@code out} that is set
   */
  void moveByMajority(
      StoredPair pair,
      Windows windows,
      float[] factors,
      float[] weights,
      float lambda,
      float[] out,
      int start);
}
