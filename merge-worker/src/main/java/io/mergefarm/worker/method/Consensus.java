package io.mergefarm.worker.method;

/** How task vectors become one. */
interface Consensus {

  /**
   * Combines a block of them.
   *
   * @param weighted a block of each task vector, multiplied by its model's weight
   * @param output takes elements 0 to length - 1
   */
  void combine(float[][] weighted, int length, float[] output);

  /**
   * What the only task vector there is comes to be multiplied by.
   *
   * @param weight of its model, which is not yet part of it
   */
  float aloneTimes(float weight);

  /** Makes a consensus for the task vectors of one tensor. */
  @FunctionalInterface
  interface Factory {
    Consensus of(TaskVectors vectors);
  }
}
