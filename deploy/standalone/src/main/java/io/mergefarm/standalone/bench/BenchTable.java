package io.mergefarm.standalone.bench;

import io.mergefarm.standalone.progress.Amounts;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Shows what was measured, and says how it compares. */
record BenchTable(PrintWriter out) {

  private static final long MOST_MEMORY = 1_500_000_000L;
  private static final String ROW = "  %-8s %9s %9s %9s %9s %9s %9s %9s%n";

  void heading(BenchMethod method, int threads) {
    out.printf("%s, %d threads%n", method, threads);
    out.printf(ROW, "", "start", "merge", "copy", "ratio", "whole", "memory", "cp output");
    out.flush();
  }

  void row(String label, List<Measurement> of) {
    out.printf(
        ROW,
        label,
        Amounts.duration(Measurement.median(of, Measurement::start)),
        Amounts.duration(Measurement.median(of, Measurement::merge)),
        Amounts.duration(Measurement.median(of, Measurement::copy)),
        decimal(Measurement.median(of, Measurement::ratio)),
        Amounts.duration(Measurement.median(of, measurement -> measurement.run().whole())),
        Amounts.bytes(Measurement.median(of, measurement -> measurement.run().peakMemory())),
        Amounts.duration(Measurement.median(of, Measurement::outputCopy)));
    out.flush();
  }

  /** What the medians mean. */
  void verdict(BenchMethod method, List<Measurement> measurements) {
    Measurement any = measurements.getFirst();
    double ratio = Measurement.median(measurements, Measurement::ratio);
    Duration whole = Measurement.median(measurements, m -> m.run().whole());
    long memory = Measurement.median(measurements, m -> m.run().peakMemory());
    out.printf(
        "  %s read, %s written; %s copied for comparison%n",
        Amounts.bytes(any.run().report().bytesRead()),
        Amounts.bytes(any.run().report().bytesWritten()),
        Amounts.bytes(any.run().copyBytes()));
    out.printf(
        "  merging takes %s times as long as copying as many bytes: %s than the aim of %s%n",
        decimal(ratio),
        ratio <= method.mostCopies() ? "no more" : "MORE",
        decimal(method.mostCopies()));
    out.printf(
        "  it holds %s of its own: %s than the aim of %s; the whole command takes %s%n%n",
        Amounts.bytes(memory),
        memory <= MOST_MEMORY ? "no more" : "MORE",
        Amounts.bytes(MOST_MEMORY),
        Amounts.duration(whole));
    out.flush();
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
