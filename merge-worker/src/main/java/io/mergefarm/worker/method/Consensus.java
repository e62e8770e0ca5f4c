package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import java.util.Optional;

/** How task vectors become one, which the base is moved by. */
interface Consensus {

  /**
   * Moves a block of the base.
   *
   * @param vectors a block of each task vector, pruned; may be changed
   * @param output takes elements 0 to length - 1
   */
  void move(float[] base, float[][] vectors, int length, float[] output);

  /**
   * What the only task vector there is comes to be multiplied by.
   *
   * @param weight of its model, which is not yet part of it
   */
  float aloneTimes(float weight);

  /**
   * The whole step from the inputs, for task vectors that are not pruned.
   *
   * @return empty where there is no shorter way than over the task vectors
   */
  default Optional<BlockKernel> unpruned(TaskVectors vectors) {
    return Optional.empty();
  }

  /** Makes a consensus for the task vectors of one tensor. */
  @FunctionalInterface
  interface Factory {
    /**
     * Makes one.
     *
     * @param factors what each task vector is multiplied by: its weight, and what rescales it
     */
    Consensus of(TaskVectors vectors, float[] factors);
  }
}
