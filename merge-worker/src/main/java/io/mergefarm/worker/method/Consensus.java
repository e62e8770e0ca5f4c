package io.mergefarm.worker.method;

/** How task vectors become one. */
@FunctionalInterface
interface Consensus {

  /**
   * Combines a block of them.
   *
   * @param weighted a block of each task vector, multiplied by its model's weight
   * @param output takes elements 0 to length - 1
   */
  void combine(float[][] weighted, int length, float[] output);

  /** Makes a consensus for the task vectors of one tensor. */
  @FunctionalInterface
  interface Factory {
    Consensus of(TaskVectors vectors);
  }
}
