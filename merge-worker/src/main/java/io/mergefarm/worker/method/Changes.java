package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import java.util.Arrays;

/** Which models changed the elements of a block, by more than a limit. */
final class Changes {

  private final Arithmetic arithmetic;
  private final float limit;
  private final float[] counts;

  Changes(TaskVectors vectors) {
    this.arithmetic = vectors.arithmetic();
    this.limit = (float) vectors.parameters().get("epsilon");
    this.counts = new float[vectors.blockSize()];
  }

  /**
   * Counts the models that changed each element.
   *
   * @param block of each task vector
   * @return how many elements each model changed
   */
  int[] count(float[][] block, int length) {
    Arrays.fill(counts, 0, length, 0);
    int[] changed = new int[block.length];
    for (int i = 0; i < block.length; i++) {
      changed[i] = arithmetic.magnitudes().countAbove(block[i], limit, counts, length);
    }
    return changed;
  }

  /** How many elements of the counted block a model alone changed. */
  int own(float[] vector, int length) {
    return arithmetic.magnitudes().countUnique(vector, limit, counts, length);
  }

  /** Averages the changes of the counted block, each model's own ones multiplied by a factor. */
  void combine(float[][] block, int length, float[] factors, float[] output) {
    Arrays.fill(output, 0, length, 0);
    for (int i = 0; i < block.length; i++) {
      arithmetic.magnitudes().addAbove(block[i], limit, counts, factors[i], output, length);
    }
    arithmetic.divideUnlessZero(output, counts, output, length);
  }
}
