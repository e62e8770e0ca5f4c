package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.standalone.progress.Displays;
import io.mergefarm.standalone.progress.MergeDisplay;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;

/** Shows a merge until it ends. */
record MergeFollower(PrintWriter screen) {

  /** Waits a little and tells where the merge stands; empty while nothing is known of it. */
  @FunctionalInterface
  interface Glance {
    Optional<MergeStatus> look() throws IOException, InterruptedException;
  }

  MergeStatus follow(Glance glance) throws IOException, InterruptedException {
    MergeDisplay display = Displays.of(screen, Clock.systemUTC());
    try {
      while (true) {
        Optional<MergeStatus> status = glance.look();
        if (status.isPresent()) {
          display.show(status.get());
          if (status.get().state().ended()) {
            return status.get();
          }
        }
      }
    } finally {
      display.finish();
    }
  }
}
