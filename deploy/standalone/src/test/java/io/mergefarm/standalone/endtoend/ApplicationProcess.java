package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The built application in a process of its own, as people start it. */
final class ApplicationProcess implements AutoCloseable {

  private static final Path APPLICATION =
      Path.of(System.getProperty("mergefarm.root"))
          .resolve("deploy/standalone/target/quarkus-app/quarkus-run.jar");
  private static final long PATIENCE_SECONDS = 300;
  private static final long GLANCE_MILLIS = 2;

  private final Process process;
  private final Path output;
  private final Path temporary;

  private ApplicationProcess(Process process, Path output, Path temporary) {
    this.process = process;
    this.output = output;
    this.temporary = temporary;
  }

  /**
   * Starts a command.
   *
   * @param folder to work in; what the command says goes there, and its temporary files
   */
  static ApplicationProcess start(Path folder, String... arguments) throws IOException {
    Path temporary = Files.createTempDirectory(folder, "tmp-");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx512m",
                "-Djava.io.tmpdir=" + temporary,
                "-Dquarkus.log.category.\"io.mergefarm\".level=INFO",
                "-jar",
                APPLICATION.toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "output-", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ApplicationProcess(process, output, temporary);
  }

  /** Where the process keeps its temporary files. */
  Path temporary() {
    return temporary;
  }

  /** Waits for something that happens while the process runs. */
  void awaitWhileRunning(BooleanSupplier condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      boolean ended = process.waitFor(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
      assertThat(ended).as("ended too early: %s", output()).isFalse();
      assertThat(System.nanoTime()).as("waited in vain: %s", output()).isLessThan(deadline);
    }
  }

  /** Ends the process without giving it a chance to do anything more (SIGKILL). */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Does what Ctrl-C does (SIGINT). */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
  }

  /** Waits for the exit status. */
  int status() throws IOException, InterruptedException {
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(ended).as("the process does not end: %s", output()).isTrue();
    return process.exitValue();
  }

  /** What the process has said. */
  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
