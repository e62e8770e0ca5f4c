package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.standalone.bench.kernels.KernelBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the kernels of merge methods beside copies. */
@Command(
    name = "kernels",
    description = {
      "Measures the kernels of merge methods on mapped files, and copies of as many bytes.",
      "Prints bytes moved per second, of the kernel alone and with the digests of all bytes, and"
          + " their ratios to the copy. Takes 600 MB a thread and some 20 seconds a method, but many"
          + " minutes for methods that decompose matrices."
    },
    mixinStandardHelpOptions = true)
final class BenchKernelsCommand implements Callable<Integer> {

  private static final Path MEMORY = Path.of("/dev/shm");

  @Spec private CommandSpec spec;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "The folder to work in. Default: /dev/shm, which is memory, or else the folder of"
              + " temporary files.")
  private Path work =
      Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      description = "What to measure. Default: all methods.")
  private List<String> methods = List.of();

  @Option(
      names = "--iterations",
      defaultValue = "3",
      description = "How often to measure each. Default: ${DEFAULT-VALUE}.")
  private int iterations;

  @Option(
      names = "--threads",
      description = "The threads of merges and of copies. Default: the number of processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws IOException {
    MethodCatalog catalog = MethodCatalog.discover(getClass().getClassLoader());
    for (String method : methods) {
      if (catalog.find(method).isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "There is no merge method " + method + "; see mergefarm methods.");
      }
    }
    List<String> wanted =
        methods.isEmpty()
            ? catalog.methods().stream().map(MethodDescriptor::name).toList()
            : methods;
    new KernelBench(wanted, work.toAbsolutePath(), threads, iterations)
        .run(spec.commandLine().getOut());
    return ExitCode.OK;
  }
}
