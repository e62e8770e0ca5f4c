package io.mergefarm.standalone.cli;

import io.mergefarm.standalone.client.PlannerClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends a merge. */
@Command(
    name = "cancel",
    description = "Ends a merge and drops what it has done.",
    mixinStandardHelpOptions = true)
final class CancelCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ServerOption server;

  @Parameters(paramLabel = "MERGE", description = "The id of the merge.")
  private String mergeId;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (PlannerClient client = server.client()) {
      if (client.cancel(mergeId)) {
        return ExitCode.OK;
      }
      spec.commandLine().getErr().println("mergefarm: the planner knows no merge " + mergeId);
      return ExitCode.SOFTWARE;
    }
  }
}
