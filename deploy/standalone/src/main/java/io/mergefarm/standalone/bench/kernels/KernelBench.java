package io.mergefarm.standalone.bench.kernels;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmark of kernels and prints a table.
 *
 * @param methods names of merge methods
 * @param folder where files are made, in memory if figures are to mean something
 * @param threads that merge at the same time
 * @param iterations that are measured, of a second each
 */
public record KernelBench(List<String> methods, Path folder, int threads, int iterations) {

  private static final String CLASS_PATH = "java.class.path";
  private static final String ROW = "%-18s %9s %9s %9s %9s %9s%n";

  /**
   * Measures.
   *
   * @throws IOException if a process for measuring can not be started or fails
   */
  public void run(PrintWriter out) throws IOException {
    String classPath = System.getProperty(CLASS_PATH);
    System.setProperty(CLASS_PATH, plainClassPath(classPath));
    try {
      print(new Runner(options()).run(), out);
    } catch (RunnerException e) {
      throw new IOException("the benchmark failed: " + e.getMessage(), e);
    } finally {
      System.setProperty(CLASS_PATH, classPath);
    }
  }

  private Options options() {
    return new OptionsBuilder()
        .include(KernelBenchmark.class.getName())
        .param("method", methods.toArray(String[]::new))
        .param("folder", folder.toString())
        .threads(threads)
        .forks(1)
        .warmupIterations(2)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.seconds(1))
        .verbosity(VerboseMode.SILENT)
        .build();
  }

  /** The jars of the packaged application: JMH's processes know nothing of its class loader. */
  private static String plainClassPath(String classPath) throws IOException {
    Path application = Path.of(classPath.split(File.pathSeparator, 2)[0]).toAbsolutePath();
    Path root = application.getParent();
    if (!Files.isDirectory(root.resolve("lib"))) {
      return classPath;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(path -> path.toString().endsWith(".jar"))
          .filter(path -> !path.equals(application))
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private void print(Collection<RunResult> results, PrintWriter out) {
    Map<String, Map<String, Double>> medians = new LinkedHashMap<>();
    for (RunResult result : results) {
      String benchmark = result.getParams().getBenchmark();
      medians
          .computeIfAbsent(result.getParams().getParam("method"), name -> new LinkedHashMap<>())
          .put(
              benchmark.substring(benchmark.lastIndexOf('.') + 1),
              result.getPrimaryResult().getStatistics().getPercentile(50));
    }
    out.printf("bfloat16, %s elements per tensor, %d threads%n", KernelBenchmark.SHAPE, threads);
    out.printf(ROW, "method", "GB/s", "copy GB/s", "ratio", "digested", "ratio");
    List<String> ordered = new ArrayList<>(methods);
    ordered.retainAll(medians.keySet());
    ordered.forEach(method -> row(method, medians.get(method), out));
    out.flush();
  }

  private void row(String method, Map<String, Double> nanos, PrintWriter out) {
    double bytes = (double) TypicalMerge.of(method, KernelBenchmark.SHAPE).bytes() * threads;
    double copy = bytes / nanos.get("copy");
    double kernel = bytes / nanos.get("merge");
    double digested = bytes / nanos.get("mergeWithDigests");
    out.printf(
        ROW,
        method,
        decimal(kernel),
        decimal(copy),
        decimal(kernel / copy),
        decimal(digested),
        decimal(digested / copy));
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
