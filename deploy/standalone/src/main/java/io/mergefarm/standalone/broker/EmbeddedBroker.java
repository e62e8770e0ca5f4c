package io.mergefarm.standalone.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.fault.FaultHandler;
import org.jboss.logging.Logger;

/**
 * A real one-node Kafka (KRaft) inside this JVM. Its loopback ports are bound at once, so that
 * clients may connect while it starts; they wait in the sockets' backlog.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final LoopbackSockets sockets;
  private final Path folder;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Preparation preparation;
  private final Thread starter;
  private Metrics metrics;
  private BrokerServer broker;
  private ControllerServer controller;

  private EmbeddedBroker(Path folder, LoopbackSockets sockets, Preparation preparation) {
    this.folder = folder;
    this.sockets = sockets;
    this.preparation = preparation;
    this.starter = Thread.ofPlatform().daemon().name("embedded-broker").unstarted(this::run);
  }

  /** What a new broker needs before it is ready. */
  @FunctionalInterface
  private interface Preparation {
    void prepare(String bootstrapServers) throws Exception;
  }

  /**
   * Begins to start a broker with all topics, on a thread of its own.
   *
   * @param folder for its data; it must be empty
   */
  public static EmbeddedBroker start(Path folder) throws IOException {
    return start(
        new EmbeddedBroker(
            folder, LoopbackSockets.bind(0), servers -> Provisioning.of(servers).createTopics()));
  }

  /**
   * Begins to start a broker whose topics are its clients' affair, on a thread of its own.
   *
   * @param folder for its data; it goes on with what an earlier broker left there
   * @param port for clients
   */
  public static EmbeddedBroker start(Path folder, int port) throws IOException {
    return start(new EmbeddedBroker(folder, LoopbackSockets.bind(port), servers -> {}));
  }

  private static EmbeddedBroker start(EmbeddedBroker broker) {
    broker.starter.start();
    return broker;
  }

  /** The address for clients, known before the broker is up. */
  public String bootstrapServers() {
    return "127.0.0.1:" + sockets.brokerPort();
  }

  /** Waits until the broker is up and has all topics. */
  public void awaitReady() {
    try {
      ready.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the Kafka broker was starting", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the Kafka broker in this process did not start", e);
    }
  }

  @Override
  public void close() {
    try {
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (broker != null) {
      broker.shutdown(STOP_PATIENCE);
    }
    if (controller != null) {
      controller.shutdown();
    }
    if (metrics != null) {
      metrics.close();
    }
    sockets.close();
  }

  private void run() {
    try {
      startServers();
      preparation.prepare(bootstrapServers());
      ready.complete(null);
    } catch (Exception | LinkageError e) {
      ready.completeExceptionally(e);
    }
  }

  private void startServers() throws Exception {
    KafkaConfig config =
        new KafkaConfig(
            BrokerProperties.of(folder, sockets.brokerPort(), sockets.controllerPort()), false);
    MetaPropertiesEnsemble formatted = LogFolder.format(config);
    metrics = Server.initializeMetrics(config, Time.SYSTEM, formatted.clusterId().orElseThrow());
    SharedServer shared =
        new SharedServer(
            config,
            formatted,
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            (name, fatal, action) -> faultHandler(name),
            sockets);
    broker = new BrokerServer(shared);
    controller =
        new ControllerServer(
            shared,
            KafkaRaftServer.configSchema(),
            new BootstrapDirectory(config.metadataLogDir()).read());
    controller.startup();
    broker.startup();
  }

  /** Faults are logged; they never end the JVM, which is not the broker's alone. */
  private static FaultHandler faultHandler(String name) {
    return new FaultHandler() {
      @Override
      public RuntimeException handleFault(String message, Throwable cause) {
        LOG.errorf(cause, "Kafka broker: %s: %s", name, message);
        return new IllegalStateException(name + ": " + message, cause);
      }
    };
  }
}
