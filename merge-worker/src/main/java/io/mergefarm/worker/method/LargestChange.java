package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;

/** Of the task vectors' entries for an element the largest alone; of equal ones the first. */
final class LargestChange implements Consensus {

  private final Arithmetic arithmetic;

  LargestChange(TaskVectors vectors) {
    this.arithmetic = vectors.arithmetic();
  }

  @Override
  public void combine(float[][] weighted, int length, float[] output) {
    System.arraycopy(weighted[0], 0, output, 0, length);
    for (int i = 1; i < weighted.length; i++) {
      arithmetic.keepLarger(weighted[i], output, length);
    }
  }

  @Override
  public float aloneTimes(float weight) {
    return weight;
  }
}
