package io.mergefarm.standalone.progress;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.Progress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** One bar per phase, redrawn in place. */
final class TerminalDisplay implements MergeDisplay {

  private static final int BAR_WIDTH = 30;
  private static final long REDRAW_MILLIS = 80;
  private static final String UP = "\u001b[" + Phase.values().length + "A";
  private static final String CLEAR_LINE = "\u001b[K";

  private final PrintWriter out;
  private final Clock clock;
  private final Map<Phase, Rate> rates = new EnumMap<>(Phase.class);
  private long drawnMillis;
  private boolean drawn;
  private MergeStatus last;

  TerminalDisplay(PrintWriter out, Clock clock) {
    this.out = out;
    this.clock = clock;
    for (Phase phase : Phase.values()) {
      rates.put(phase, new Rate(clock));
    }
  }

  @Override
  public void show(MergeStatus status) {
    last = status;
    if (!drawn || clock.millis() - drawnMillis >= REDRAW_MILLIS) {
      draw(status);
    }
  }

  @Override
  public void finish() {
    if (last != null) {
      draw(last);
    }
  }

  private void draw(MergeStatus status) {
    StringBuilder text = new StringBuilder(drawn ? UP : "");
    for (Phase phase : Phase.values()) {
      text.append('\r').append(line(phase, status)).append(CLEAR_LINE).append('\n');
    }
    out.print(text);
    out.flush();
    drawn = true;
    drawnMillis = clock.millis();
  }

  private String line(Phase phase, MergeStatus status) {
    Progress progress = phase.of(status);
    Rate rate = rates.get(phase);
    double perSecond = rate.perSecond(progress);
    String speed = perSecond > 0 ? Amounts.bytes(Math.round(perSecond)) + "/s" : "";
    String left = rate.left(progress).map(TerminalDisplay::leftText).orElse("");
    return "%-8s %s %9s of %-9s %12s  %s"
        .formatted(
            phase.label(),
            bar(progress),
            Amounts.bytes(progress.done()),
            Amounts.bytes(progress.total()),
            speed,
            left)
        .stripTrailing();
  }

  private static String leftText(Duration duration) {
    return Amounts.duration(duration) + " left";
  }

  private static String bar(Progress progress) {
    int filled = progress.total() == 0 ? 0 : (int) (progress.done() * BAR_WIDTH / progress.total());
    return "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  }
}
