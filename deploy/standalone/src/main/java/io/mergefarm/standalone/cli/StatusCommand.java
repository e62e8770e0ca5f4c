package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.standalone.client.PlannerClient;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells where a merge stands. */
@Command(
    name = "status",
    description = "Tells where a merge stands.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "MERGE", description = "The id of the merge.")
  private String mergeId;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (PlannerClient client = server.client()) {
      Optional<MergeStatus> status = client.status(mergeId);
      if (status.isEmpty()) {
        spec.commandLine().getErr().println("mergefarm: the planner knows no merge " + mergeId);
        return ExitCode.SOFTWARE;
      }
      spec.commandLine().getOut().println(StatusLine.of(status.get()));
      return ExitCode.OK;
    }
  }
}
