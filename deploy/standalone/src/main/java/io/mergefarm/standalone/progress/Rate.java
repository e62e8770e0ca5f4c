package io.mergefarm.standalone.progress;

import io.mergefarm.contracts.event.MergeStatus.Progress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** How fast one phase goes, and how long it will take. */
final class Rate {

  private final Clock clock;
  private long startMillis;
  private long startBytes;
  private boolean started;

  Rate(Clock clock) {
    this.clock = clock;
  }

  /** Bytes per second since the phase began to move; 0 where that can not be said yet. */
  double perSecond(Progress progress) {
    if (!started && progress.total() > 0) {
      started = true;
      startMillis = clock.millis();
      startBytes = progress.done();
    }
    long elapsed = clock.millis() - startMillis;
    return started && elapsed > 0 ? (progress.done() - startBytes) * 1000.0 / elapsed : 0;
  }

  Optional<Duration> left(Progress progress) {
    double rate = perSecond(progress);
    long remaining = progress.total() - progress.done();
    return rate > 0 && remaining > 0
        ? Optional.of(Duration.ofMillis(Math.round(remaining * 1000.0 / rate)))
        : Optional.empty();
  }
}
