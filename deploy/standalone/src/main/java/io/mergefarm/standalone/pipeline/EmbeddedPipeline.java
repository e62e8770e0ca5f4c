package io.mergefarm.standalone.pipeline;

import io.mergefarm.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The broker of a pipeline in this process, and the settings that its services find. */
public final class EmbeddedPipeline implements AutoCloseable {

  private final EmbeddedBroker broker;
  private final Path brokerFolder;

  private EmbeddedPipeline(EmbeddedBroker broker, Path brokerFolder) {
    this.broker = broker;
    this.brokerFolder = brokerFolder;
  }

  /**
   * Begins to start a broker, with its data in a temporary folder, and sets the system properties
   * that the services are configured by.
   */
  public static EmbeddedPipeline start(PipelineSettings settings) throws IOException {
    Path folder = Files.createTempDirectory("mergefarm-broker-");
    EmbeddedBroker broker = EmbeddedBroker.start(folder);
    System.setProperty("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.storeFolder().ifPresent(EmbeddedPipeline::useLocalStore);
    System.setProperty("mergefarm.worker.memory", String.valueOf(settings.memory()));
    System.setProperty("mergefarm.worker.threads", String.valueOf(settings.threads()));
    System.setProperty("mergefarm.worker.warm-up", String.join(",", settings.warmUp()));
    System.setProperty("quarkus.http.host-enabled", String.valueOf(settings.port().isPresent()));
    settings
        .port()
        .ifPresent(port -> System.setProperty("quarkus.http.port", String.valueOf(port)));
    return new EmbeddedPipeline(broker, folder);
  }

  /** Whatever the environment says of a bucket. */
  private static void useLocalStore(Path folder) {
    System.setProperty("mergefarm.store.folder", folder.toString());
    System.setProperty("mergefarm.store.s3.bucket", "");
  }

  /** Stops the broker and deletes its data. */
  @Override
  public void close() throws IOException {
    broker.close();
    Files.walkFileTree(
        brokerFolder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
