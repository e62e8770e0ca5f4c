package io.mergefarm.standalone.progress;

import io.mergefarm.contracts.event.MergeStatus;

/** Shows people how a merge goes. */
public interface MergeDisplay {

  /** Shows where the merge stands now. */
  void show(MergeStatus status);

  /** Leaves the terminal fit for what comes next. */
  void finish();
}
