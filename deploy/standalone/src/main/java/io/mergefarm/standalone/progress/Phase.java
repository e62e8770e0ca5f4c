package io.mergefarm.standalone.progress;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.Progress;
import java.util.Locale;

/** The phases of a merge, which run beside each other. */
enum Phase {
  STAGING,
  MERGING,
  SEALING;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Progress of(MergeStatus status) {
    return switch (this) {
      case STAGING -> status.staging();
      case MERGING -> status.merging();
      case SEALING -> status.sealing();
    };
  }
}
