package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.planner.planning.PlanResult.Planned;
import io.mergefarm.planner.planning.PlanSummary;
import io.mergefarm.standalone.progress.Amounts;
import java.io.PrintWriter;

/** Prints a plan for people. */
record PlanPrinter(PrintWriter out) {

  void print(Planned planned) {
    MergePlan plan = planned.plan();
    PlanSummary summary = planned.summary();
    out.printf("method   %s%n", plan.method());
    for (PlannedSource source : plan.sources()) {
      out.printf(
          "input    %s%s (%s)%n",
          source.model(), source.base() ? ", the base" : "", source.revision());
    }
    out.printf(
        "output   %,d tensors with %,d parameters%n", summary.tensors(), summary.parameters());
    for (PlannedShard shard : plan.shards()) {
      out.printf(
          "shard    %s: %s, %d tensors in %d parts%n",
          shard.name(), Amounts.bytes(shard.size()), shard.tensors().size(), shard.parts().size());
    }
    out.printf(
        "bytes    %s to read, %s to write%n",
        Amounts.bytes(summary.bytesRead()), Amounts.bytes(summary.bytesWritten()));
    out.printf(
        "memory   %s per worker thread, mapped files apart%n",
        Amounts.bytes(summary.memoryPerWorker()));
    out.flush();
  }
}
