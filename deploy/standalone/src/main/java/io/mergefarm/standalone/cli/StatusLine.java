package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.standalone.progress.Amounts;
import java.util.Locale;

/** A merge's status on one line. */
final class StatusLine {

  private StatusLine() {}

  static String of(MergeStatus status) {
    String progress =
        switch (status.state()) {
          case ACCEPTED -> "";
          case MERGING, SEALING ->
              Amounts.bytes(status.merging().done())
                  + " of "
                  + Amounts.bytes(status.merging().total());
          case COMPLETED -> status.output().orElse("");
          case FAILED, CANCELLED -> status.problem().orElse("");
        };
    return String.join(
        "  ", status.mergeId(), status.state().name().toLowerCase(Locale.ROOT), progress);
  }
}
