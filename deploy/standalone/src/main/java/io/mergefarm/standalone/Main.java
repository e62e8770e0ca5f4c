package io.mergefarm.standalone;

import io.mergefarm.standalone.cli.Mergefarm;
import io.mergefarm.standalone.cli.PipelineCommand;
import io.mergefarm.standalone.pipeline.BrokerFolder;
import io.mergefarm.standalone.pipeline.EmbeddedPipeline;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/**
 * The command line. Commands that need the pipeline run inside Quarkus, all others without it, so
 * that they answer at once.
 */
@QuarkusMain
public final class Main {

  private static final int STOP_SECONDS = 5;

  private Main() {}

  public static void main(String... args) throws IOException {
    initialiseLogging();
    CommandLine commandLine = Mergefarm.commandLine(args);
    Optional<PipelineCommand> command = PipelineCommand.parsed(commandLine, args);
    if (command.isEmpty()) {
      System.exit(commandLine.execute(args));
    }
    runInPipeline(command.get(), args);
  }

  /** Two threads that touch the log manager for the first time at once can block each other. */
  private static void initialiseLogging() {
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    LogManager.getLogManager();
    LoggerFactory.getILoggerFactory();
  }

  /** The broker starts while the command is checked. */
  private static void runInPipeline(PipelineCommand command, String... args) throws IOException {
    EmbeddedPipeline pipeline = EmbeddedPipeline.start();
    Thread stop = new Thread(() -> stop(pipeline), "pipeline-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      command.refusal().ifPresent(BrokerFolder::endProcess);
      pipeline.configure(command.settings());
    } catch (IOException | RuntimeException e) {
      exit(stop, ExitCode.SOFTWARE, e);
    }
    Quarkus.run(PipelineApplication.class, (code, failure) -> exit(stop, code, failure), args);
  }

  /**
   * A pipeline that could not start has nothing to finish; one that is being stopped ends as it is
   * told to.
   */
  private static void exit(Thread stop, int code, Throwable failure) {
    if (failure == null || stop.getState() != Thread.State.NEW) {
      System.exit(code);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      System.err.println("mergefarm: " + cause.getMessage());
    }
    BrokerFolder.endProcess(code);
  }

  /** The services stop first, for they still talk to the broker. */
  private static void stop(EmbeddedPipeline pipeline) {
    try {
      CompletableFuture.runAsync(Main::stopServices)
          .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
          .join();
      pipeline.close();
    } catch (IOException e) {
      System.err.println("mergefarm: temporary files of the broker are left over: " + e);
    }
  }

  /** Quarkus would let an application that is still starting run to its end. */
  private static void stopServices() {
    Application application = Application.currentApplication();
    if (application != null) {
      application.stop();
    }
  }
}
