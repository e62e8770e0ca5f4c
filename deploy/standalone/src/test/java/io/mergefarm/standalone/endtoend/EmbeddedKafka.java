package io.mergefarm.standalone.endtoend;

import io.mergefarm.standalone.broker.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** The broker and the object store of the pipeline that all tests of this JVM share. */
public final class EmbeddedKafka implements QuarkusTestResourceLifecycleManager {

  private Path folder;
  private EmbeddedBroker broker;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("mergefarm-tests-");
      broker = EmbeddedBroker.start(folder.resolve("broker"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    broker.awaitReady();
    return Map.of(
        "kafka.bootstrap.servers",
        broker.bootstrapServers(),
        "mergefarm.store.folder",
        folder.resolve("store").toString(),
        "mergefarm.worker.threads",
        "2",
        "quarkus.http.test-port",
        "0");
  }

  @Override
  public void stop() {
    broker.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
