package io.mergefarm.standalone.cli;

import io.mergefarm.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a Kafka broker alone, for farms on one machine. */
@Command(
    name = "broker",
    description = {
      "Runs a Kafka broker on the loopback interface, for farms on one machine.",
      "It is one node without replicas: for a farm on several machines use a Kafka cluster."
    },
    mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "The folder of its data; it goes on with what lies there.")
  private Path folder;

  @Option(
      names = "--port",
      defaultValue = "9092",
      description = "The port for clients. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    EmbeddedBroker broker = EmbeddedBroker.start(folder.toAbsolutePath().normalize(), port);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
    broker.awaitReady();
    spec.commandLine().getOut().printf("broker at %s; Ctrl-C stops%n", broker.bootstrapServers());
    spec.commandLine().getOut().flush();
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }
}
