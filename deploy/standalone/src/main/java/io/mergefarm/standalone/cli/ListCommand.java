package io.mergefarm.standalone.cli;

import io.mergefarm.standalone.client.PlannerClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the merges of a planner. */
@Command(
    name = "list",
    description = "Lists the merges that a planner knows.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ServerOption server;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (PlannerClient client = server.client()) {
      client.list().stream().map(StatusLine::of).forEach(spec.commandLine().getOut()::println);
      return ExitCode.OK;
    }
  }
}
