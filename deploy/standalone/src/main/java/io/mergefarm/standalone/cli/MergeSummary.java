package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.standalone.progress.Amounts;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** The closing lines of a merge. */
record MergeSummary(PrintWriter screen) {

  void print(MergeStatus end, long peakMemory) {
    long mergeMillis = Math.max(1, end.endedMillis() - end.startedMillis());
    long written = end.sealing().total();
    long rate = Math.round((end.bytesRead() + written) * 1000.0 / mergeMillis);
    Duration whole = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    screen.printf(
        "%d tensors in %d shards: %s read, %s written in %s (%s/s); %s in all; peak memory %s%n",
        end.tensors(),
        end.shards(),
        Amounts.bytes(end.bytesRead()),
        Amounts.bytes(written),
        Amounts.duration(Duration.ofMillis(mergeMillis)),
        Amounts.bytes(rate),
        Amounts.duration(whole),
        Amounts.bytes(peakMemory));
    end.output().ifPresent(output -> screen.println(output));
    screen.flush();
  }
}
