package io.mergefarm.standalone.endtoend;

import io.mergefarm.contracts.storage.s3.FaultyProxy;
import io.mergefarm.contracts.storage.s3.S3TestServer;
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

/** A broker, and an S3 server behind a proxy that can spoil the connection. */
public final class S3Farm implements QuarkusTestResourceLifecycleManager {

  /** What the store's keys begin with in the bucket. */
  static final String PREFIX = "farm";

  private Path folder;
  private EmbeddedBroker broker;
  private S3TestServer server;
  private FaultyProxy proxy;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("mergefarm-s3-tests-");
      broker = EmbeddedBroker.start(folder.resolve("broker"));
      server = S3TestServer.startOwn(folder);
      proxy = FaultyProxy.start(server.endpoint());
    } catch (Exception e) {
      throw new IllegalStateException("the farm does not start", e);
    }
    broker.awaitReady();
    return Map.ofEntries(
        Map.entry("kafka.bootstrap.servers", broker.bootstrapServers()),
        Map.entry("mergefarm.store.s3.endpoint", proxy.endpoint().toString()),
        Map.entry("mergefarm.store.s3.bucket", server.bucket()),
        Map.entry("mergefarm.store.s3.prefix", PREFIX),
        Map.entry(
            "mergefarm.store.s3.credentials-file", server.credentials().orElseThrow().toString()),
        Map.entry("mergefarm.worker.threads", "2"),
        Map.entry("mergefarm.worker.memory", String.valueOf(16 << 20)),
        Map.entry("mergefarm.worker.max-deliveries", "2"),
        Map.entry("mergefarm.retry.patience", "4s"),
        Map.entry("quarkus.http.test-port", "0"));
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(proxy, new TestInjector.MatchesType(FaultyProxy.class));
    injector.injectIntoFields(server, new TestInjector.MatchesType(S3TestServer.class));
  }

  @Override
  public void stop() {
    broker.close();
    try {
      proxy.close();
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
