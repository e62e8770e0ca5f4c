package io.mergefarm.standalone.cli;

import io.mergefarm.planner.intake.MergeIntake;
import io.mergefarm.planner.status.MergeStatusView;
import io.mergefarm.standalone.pipeline.PipelineSettings;
import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Keeps the pipeline of this process running for clients. */
@Command(
    name = "serve",
    description = "Runs the pipeline in this process, with its REST API on the loopback interface.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements PipelineCommand {

  @Spec private CommandSpec spec;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "The folder of a local object store. Default: the store that is configured.")
  private Optional<Path> store = Optional.empty();

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "The port of the REST API. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--threads",
      description =
          "How many parts are merged at the same time. Default: the number of processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      defaultValue = "1GiB",
      description =
          "Memory for inputs in object storage and for parts that are sent. Default: ${DEFAULT-VALUE}.")
  private long memory;

  @Override
  public PipelineSettings settings() {
    return new PipelineSettings(
        store.map(folder -> folder.toAbsolutePath().normalize()),
        threads,
        memory,
        Optional.empty(),
        OptionalInt.of(port));
  }

  @Override
  public Optional<Integer> refusal() {
    return Optional.empty();
  }

  @Override
  public int run(MergeIntake intake, MergeStatusView view) {
    spec.commandLine().getOut().printf("serving at http://127.0.0.1:%d; Ctrl-C stops%n", port);
    spec.commandLine().getOut().flush();
    Quarkus.waitForExit();
    return ExitCode.OK;
  }

  /** Clients' merges may still be under way. */
  @Override
  public boolean endsProcess(int status) {
    return false;
  }
}
