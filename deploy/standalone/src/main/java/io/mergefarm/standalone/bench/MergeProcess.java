package io.mergefarm.standalone.bench;

import io.mergefarm.standalone.progress.MergeReport;
import io.mergefarm.standalone.progress.ResidentMemory;
import io.quarkus.bootstrap.runner.AotQuarkusEntryPoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Merges as people do: by the command, in a process of its own.
 *
 * @param command what starts Mergefarm, to be followed by arguments
 * @param folder of the models, and of the process's report and log
 * @param threads of the merge
 */
record MergeProcess(List<String> command, Path folder, int threads) {

  private static final long SAMPLE_MILLIS = 20;

  MergeProcess {
    command = List.copyOf(command);
  }

  /** What this process was started with: the same Java, options and application. */
  static List<String> ownCommand() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("--class-path");
    command.add(System.getProperty("java.class.path"));
    command.add(AotQuarkusEntryPoint.class.getName());
    return command;
  }

  /**
   * Runs a merge.
   *
   * @throws IOException if it fails; the message ends with what the process said
   */
  MergeRun run(Path recipe, Path out) throws IOException, InterruptedException {
    Path report = folder.resolve("report.json");
    Path log = folder.resolve("merge.log");
    long start = System.nanoTime();
    Process process = start(recipe, out, report, log);
    long peak = 0;
    while (!process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, ResidentMemory.own(String.valueOf(process.pid())).orElse(0));
    }
    Duration whole = Duration.ofNanos(System.nanoTime() - start);
    if (process.exitValue() != 0) {
      throw new IOException("the merge of " + recipe + " failed:\n" + Files.readString(log));
    }
    MergeReport told = MergeReport.read(report);
    return new MergeRun(told, whole, Math.max(peak, told.peakMemory()));
  }

  private Process start(Path recipe, Path out, Path report, Path log) throws IOException {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of("merge", recipe.toString()));
    line.addAll(List.of("--models", folder.toString(), "--out", out.toString()));
    line.addAll(List.of("--threads", String.valueOf(threads), "--report", report.toString()));
    Files.deleteIfExists(report);
    return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }
}
