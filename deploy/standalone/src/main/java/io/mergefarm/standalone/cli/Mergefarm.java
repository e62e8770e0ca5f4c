package io.mergefarm.standalone.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code mergefarm} and all below it. */
@Command(
    name = "mergefarm",
    description = "Merges the weights of large language models.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Mergefarm {

  private static final List<Class<?>> COMMANDS =
      List.of(
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
          DoctorCommand.class);

  private Mergefarm() {}

  /**
   * The command line for some arguments. If they begin with the name of a command it has only that
   * one, for to read what all of them take is a good part of a short answer's time.
   */
  public static CommandLine commandLine(String... arguments) {
    CommandLine line = new CommandLine(new Mergefarm());
    commands(arguments).forEach(line::addSubcommand);
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, result) -> {
              command.getErr().println("mergefarm: " + failure.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  private static List<Class<?>> commands(String... arguments) {
    return COMMANDS.stream()
        .filter(command -> arguments.length > 0 && arguments[0].equals(name(command)))
        .findFirst()
        .<List<Class<?>>>map(List::of)
        .orElse(COMMANDS);
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }
}
