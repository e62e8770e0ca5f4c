package io.mergefarm.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A process of the farm, which is started again when it dies. */
public final class FarmProcess {

  private static final Logger LOG = Logger.getLogger(FarmProcess.class);
  private static final Duration SHORT_LIFE = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private Process process;
  private boolean wanted;
  private volatile Duration pause = FIRST_PAUSE;

  FarmProcess(String name, List<String> command, Map<String, String> environment, Path log) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.log = log;
  }

  public String name() {
    return name;
  }

  /** The file that holds what all its runs have printed. */
  public Path log() {
    return log;
  }

  public synchronized boolean alive() {
    return process != null && process.isAlive();
  }

  /** Starts the process, and again whenever it ends, until it is stopped. */
  public synchronized void start() throws IOException {
    wanted = true;
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process started = builder.start();
    process = started;
    Thread.ofVirtual().name(name + "-watch").start(() -> restartWhenEnded(started));
  }

  /** Ends the process at once, as SIGKILL does. */
  public synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** Ends the process at once, and for good. */
  public synchronized void halt() {
    wanted = false;
    kill();
  }

  /** Takes the processor from the process, as one that hangs; for systems that have signals. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets a paused process go on. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Asks the process to end, and ends it if it does not. */
  public void stop() throws InterruptedException {
    Process stopping;
    synchronized (this) {
      wanted = false;
      stopping = process;
    }
    if (stopping != null) {
      stopping.destroy();
      if (!stopping.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        stopping.destroyForcibly();
      }
    }
  }

  private void signal(String signal) throws IOException, InterruptedException {
    long pid;
    synchronized (this) {
      pid = process.pid();
    }
    int status = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).start().waitFor();
    if (status != 0) {
      throw new IOException("%s could not be sent %s".formatted(name, signal));
    }
  }

  /** One that dies soon after its start waits before the next: it may be the start that fails. */
  private void restartWhenEnded(Process started) {
    long begin = System.nanoTime();
    int status = started.onExit().join().exitValue();
    Duration lived = Duration.ofNanos(System.nanoTime() - begin);
    LOG.infof("%s ended with status %d after %s", name, status, lived);
    pause = lived.compareTo(SHORT_LIFE) > 0 ? FIRST_PAUSE : longer(pause);
    try {
      Thread.sleep(pause);
      startAgain(started);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.errorf(e, "%s does not start again", name);
    }
  }

  private synchronized void startAgain(Process ended) throws IOException {
    if (wanted && process.equals(ended)) {
      start();
    }
  }

  private static Duration longer(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
  }
}
