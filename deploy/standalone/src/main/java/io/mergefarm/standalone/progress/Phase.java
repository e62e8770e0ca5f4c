package io.mergefarm.standalone.progress;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.Progress;
import java.util.function.Function;

/** The phases of a merge, which run beside each other. */
enum Phase {
  STAGING("staging", MergeStatus::staging),
  MERGING("merging", MergeStatus::merging),
  SEALING("sealing", MergeStatus::sealing);

  private final String label;
  private final Function<MergeStatus, Progress> progress;

  Phase(String label, Function<MergeStatus, Progress> progress) {
    this.label = label;
    this.progress = progress;
  }

  String label() {
    return label;
  }

  Progress of(MergeStatus status) {
    return progress.apply(status);
  }
}
