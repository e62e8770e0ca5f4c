package io.mergefarm.standalone.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code mergefarm} and all below it. */
@Command(
    name = "mergefarm",
    description = "Merges the weights of large language models.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      MergeCommand.class,
      PlanCommand.class,
      MethodsCommand.class,
      LoraExtractCommand.class,
      ServeCommand.class,
      SubmitCommand.class,
      StatusCommand.class,
      WatchCommand.class,
      CancelCommand.class,
      ListCommand.class,
      BenchCommand.class,
      BrokerCommand.class,
      ClusterCommand.class,
      DoctorCommand.class,
    })
public final class Mergefarm {

  private Mergefarm() {}

  public static CommandLine commandLine() {
    return new CommandLine(new Mergefarm())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, result) -> {
              command.getErr().println("mergefarm: " + failure.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            });
  }
}
