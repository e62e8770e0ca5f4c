package io.mergefarm.standalone.cli;

import io.mergefarm.cluster.ClusterSettings;
import io.mergefarm.cluster.Installation;
import io.mergefarm.cluster.LocalCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A farm of processes on this machine. */
@Command(
    name = "cluster",
    description = "Runs a farm of processes on this machine, or stops it.",
    mixinStandardHelpOptions = true)
final class ClusterCommand {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String PID_FILE = "cluster.pid";

  @Spec private CommandSpec spec;

  @Command(
      name = "start",
      description = {
        "Starts a Kafka broker, an S3 server, a planner, a fetcher, an assembler and workers, each"
            + " a process on the loopback interface, and keeps them running until Ctrl-C or"
            + " `cluster stop`.",
        "What dies is started again."
      },
      mixinStandardHelpOptions = true)
  int start(
      @Option(
              names = "--dir",
              required = true,
              paramLabel = "DIR",
              description = "The folder of the broker's data, the store, logs and configuration.")
          Path dir,
      @Option(
              names = "--port",
              defaultValue = "8080",
              description =
                  "The port of the planner; the other processes take those that follow."
                      + " Default: ${DEFAULT-VALUE}.")
          int port,
      @Option(
              names = "--workers",
              defaultValue = "2",
              description = "The number of worker processes. Default: ${DEFAULT-VALUE}.")
          int workers,
      @Option(
              names = "--threads",
              defaultValue = "1",
              description =
                  "The parts that each merges at the same time. Default: ${DEFAULT-VALUE}.")
          int threads)
      throws IOException, InterruptedException {
    Path folder = dir.toAbsolutePath().normalize();
    ClusterSettings settings =
        new ClusterSettings(folder, port, workers, threads, Map.of(), "-Xmx512m");
    LocalCluster cluster = LocalCluster.start(settings, installation());
    Files.writeString(folder.resolve(PID_FILE), String.valueOf(ProcessHandle.current().pid()));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster), "cluster-stop"));
    cluster.awaitReady(PATIENCE);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("planner at %s, logs in %s%n", cluster.planner(), folder.resolve("logs"));
    out.printf("configuration of its services: %s%n", cluster.configuration());
    out.flush();
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }

  @Command(
      name = "stop",
      description = "Stops a farm that `cluster start` runs.",
      mixinStandardHelpOptions = true)
  int stop(
      @Option(
              names = "--dir",
              required = true,
              paramLabel = "DIR",
              description = "The folder that it was started with.")
          Path dir)
      throws IOException {
    Path file = dir.resolve(PID_FILE);
    boolean stopped =
        Files.exists(file)
            && ProcessHandle.of(Long.parseLong(Files.readString(file)))
                .filter(ProcessHandle::destroy)
                .map(handle -> handle.onExit().join())
                .isPresent();
    Files.deleteIfExists(file);
    if (!stopped) {
      spec.commandLine().getErr().println("mergefarm: no farm runs in " + dir);
    }
    return stopped ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** The launcher says where the applications were built. */
  private static Installation installation() {
    String home = System.getProperty("mergefarm.home");
    if (home == null) {
      throw new IllegalStateException(
          "start the farm with the mergefarm launcher, or set -Dmergefarm.home to its folder");
    }
    return new Installation(Path.of(home));
  }

  private static void stop(LocalCluster cluster) {
    try {
      cluster.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
