package io.mergefarm.worker.messaging;

/** Hears how the work on a part goes. */
interface PartProgress {

  /** The work goes on; called again and again. */
  void goesOn();

  /** The part is computed and stored, so that the next one may begin while this one is told of. */
  void stored();
}
