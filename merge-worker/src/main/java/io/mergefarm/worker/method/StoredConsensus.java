package io.mergefarm.worker.method;

import io.mergefarm.worker.compute.Differences;
import io.mergefarm.worker.compute.StoredPair;
import io.mergefarm.worker.compute.Windows;

/** A {@link Consensus} of two task vectors in one step from stored inputs. */
interface StoredConsensus {

  /** Whether windows may have upper ends. */
  boolean takesUpperEnds();

  /**
   * Moves the base of a pair by its differences, as far as they lie in windows of magnitude.
   *
   * @param windows count the differences at their ends
   * @param start the first element of the output that is set
   */
  void move(Differences differences, StoredPair pair, Windows windows, float[] output, int start);
}
