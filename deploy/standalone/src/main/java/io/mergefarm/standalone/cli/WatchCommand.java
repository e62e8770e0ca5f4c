package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.standalone.client.PlannerClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a merge of a running planner until it ends. */
@Command(
    name = "watch",
    description = "Shows a merge until it ends. Exit status 0 if it was completed.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {

  private static final Duration PAUSE = Duration.ofMillis(250);

  /** A merge that was only just submitted is still on its way to the planner. */
  private static final Duration ARRIVAL = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "MERGE", description = "The id of the merge.")
  private String mergeId;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (PlannerClient client = server.client()) {
      if (!arrives(client)) {
        spec.commandLine().getErr().println("mergefarm: the planner knows no merge " + mergeId);
        return ExitCode.SOFTWARE;
      }
      MergeStatus end =
          new MergeFollower(spec.commandLine().getOut())
              .follow(
                  () -> {
                    Thread.sleep(PAUSE);
                    return client.status(mergeId);
                  });
      spec.commandLine().getOut().println(StatusLine.of(end));
      return end.state() == State.COMPLETED ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private boolean arrives(PlannerClient client) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + ARRIVAL.toNanos();
    while (client.status(mergeId).isEmpty()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(PAUSE);
    }
    return true;
  }
}
