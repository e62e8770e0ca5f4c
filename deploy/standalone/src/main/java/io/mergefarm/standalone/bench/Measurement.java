package io.mergefarm.standalone.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A merge and its baselines, measured one after the other.
 *
 * @param copy of as many bytes as the merge read and wrote, by as many threads
 * @param outputCopy of as many bytes as the merge wrote, by one thread
 */
record Measurement(MergeRun run, Duration copy, Duration outputCopy) {

  Duration start() {
    return Duration.ofMillis(run.report().startMillis());
  }

  Duration merge() {
    return Duration.ofMillis(run.report().mergeMillis());
  }

  double ratio() {
    return (double) merge().toNanos() / copy.toNanos();
  }

  /** The middle one of what measurements say; the lower of the two where there is none. */
  static <T extends Comparable<? super T>> T median(
      List<Measurement> measurements, Function<Measurement, T> figure) {
    List<T> sorted = measurements.stream().map(figure).sorted().toList();
    return sorted.get((sorted.size() - 1) / 2);
  }
}
