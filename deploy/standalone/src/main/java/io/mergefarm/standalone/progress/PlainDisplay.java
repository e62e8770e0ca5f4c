package io.mergefarm.standalone.progress;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.Progress;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;

/** A line per phase whenever it has gone a good way further, for logs and files. */
final class PlainDisplay implements MergeDisplay {

  private static final int STEP_PERCENT = 25;

  private final PrintWriter out;
  private final Map<Phase, Integer> told = new EnumMap<>(Phase.class);

  PlainDisplay(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void show(MergeStatus status) {
    for (Phase phase : Phase.values()) {
      Progress progress = phase.of(status);
      if (progress.total() > 0) {
        tell(phase, progress);
      }
    }
    out.flush();
  }

  @Override
  public void finish() {
    out.flush();
  }

  private void tell(Phase phase, Progress progress) {
    int percent = (int) (progress.done() * 100 / progress.total());
    int step = percent / STEP_PERCENT;
    if (step > told.getOrDefault(phase, 0)) {
      told.put(phase, step);
      out.printf(
          "%s %d %%: %s of %s%n",
          phase.label(), percent, Amounts.bytes(progress.done()), Amounts.bytes(progress.total()));
    }
  }
}
