package io.mergefarm.standalone.cli;

import io.mergefarm.standalone.bench.Bench;
import io.mergefarm.standalone.bench.BenchMethod;
import io.mergefarm.standalone.bench.BenchSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures merges beside copies. */
@Command(
    name = "bench",
    description = {
      "Merges checkpoints of 2.2 GB and compares the time with that of copying as many bytes.",
      "Makes the checkpoints once; they and the outputs take 11 GB."
    },
    subcommands = BenchKernelsCommand.class,
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "The folder to work in. Default: mergefarm-bench in /dev/shm, which is memory, or else"
              + " in the folder of temporary files.")
  private Optional<Path> work = Optional.empty();

  @Option(
      names = "--methods",
      split = ",",
      defaultValue = "linear,slerp,ties,breadcrumbs",
      paramLabel = "METHOD",
      description = "What to measure, of ${COMPLETION-CANDIDATES}. Default: all.")
  private List<BenchMethod> methods;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "How often to measure each. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--threads",
      description = "The threads of merges and of copies. Default: the number of processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--clean", description = "Delete the folder afterwards, checkpoints and all.")
  private boolean clean;

  @Override
  public Integer call() throws IOException, InterruptedException {
    BenchSettings settings = new BenchSettings(methods, runs, threads, clean);
    Bench.of(work, settings, spec.commandLine().getOut()).run();
    return ExitCode.OK;
  }
}
