package io.mergefarm.contracts.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.messaging.Meters;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObservedStore;
import io.mergefarm.contracts.storage.s3.S3Settings;
import io.mergefarm.contracts.storage.s3.S3TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredStoreTest {

  private static final ObjectKey KEY = ObjectKey.of("merges", "m");

  @TempDir private Path folder;

  @Test
  void aFolderMakesALocalStore() throws IOException {
    ConfiguredStore local = open(Map.of("mergefarm.store.folder", folder.toString()), noServer());
    local.store().put(KEY, new byte[3]);
    assertThat(local.kind()).isEqualTo("local");
    assertThat(local.store().address(KEY)).isEqualTo(folder.resolve("merges/m").toUri());
    assertThat(folder.resolve("merges/m")).hasSize(3);
  }

  @Test
  void aBucketMakesAnS3Store() throws Exception {
    try (S3TestServer server = S3TestServer.startOwn(folder);
        S3Access access = new S3Access(server.settings())) {
      ConfiguredStore s3 =
          open(
              Map.of(
                  "mergefarm.store.s3.bucket",
                  server.bucket(),
                  "mergefarm.store.s3.prefix",
                  "farm"),
              access);
      s3.store().put(KEY, new byte[3]);
      assertThat(s3.kind()).isEqualTo("s3");
      assertThat(s3.store().address(KEY))
          .isEqualTo(URI.create("s3://" + server.bucket() + "/farm/merges/m"));
      assertThat(s3.store().get(KEY, 3)).hasValue(new byte[3]);
    }
  }

  @Test
  void oneStoreHasToBeNamed() {
    assertThatThrownBy(() -> open(Map.of(), noServer()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "mergefarm.store.folder", "mergefarm.store.s3.bucket", "neither is set");
    assertThatThrownBy(
            () ->
                open(
                    Map.of("mergefarm.store.folder", "f", "mergefarm.store.s3.bucket", "b"),
                    noServer()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("both are set");
  }

  @Test
  void metersCountRequestsAndBytes() throws IOException {
    ConfiguredStore local = open(Map.of("mergefarm.store.folder", folder.toString()), noServer());
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ObservedStore store = new ObservedStore(local.store(), new StoreMeters(registry, local.kind()));
    store.put(KEY, new byte[100]);
    try (ObjectReader reader = store.open(KEY)) {
      reader.read(10, MemorySegment.ofArray(new byte[40]));
    }
    assertThatThrownBy(() -> store.open(ObjectKey.of("absent")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(counted(registry, Meters.STORE_BYTES_WRITTEN, "put")).isEqualTo(100);
    assertThat(counted(registry, Meters.STORE_BYTES_READ, "read")).isEqualTo(40);
    assertThat(requests(registry, "open", "success")).isOne();
    assertThat(requests(registry, "open", "failure")).isOne();
  }

  private static double counted(SimpleMeterRegistry registry, String name, String operation) {
    return registry
        .get(name)
        .tag(Meters.STORE, "local")
        .tag(Meters.OPERATION, operation)
        .counter()
        .count();
  }

  private static long requests(SimpleMeterRegistry registry, String operation, String outcome) {
    return registry
        .get(Meters.STORE_REQUESTS)
        .tag(Meters.OPERATION, operation)
        .tag(Meters.OUTCOME, outcome)
        .timer()
        .count();
  }

  private static ConfiguredStore open(Map<String, String> settings, S3Access s3)
      throws IOException {
    return ConfiguredStore.open(config(settings), s3);
  }

  private static S3Access noServer() {
    return new S3Access(
        new S3Settings(
            URI.create("http://127.0.0.1:1"),
            "us-east-1",
            true,
            Optional.empty(),
            "default",
            Duration.ofSeconds(1),
            Duration.ZERO,
            1,
            1));
  }

  private static StoreConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withMapping(StoreConfig.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(StoreConfig.class);
  }
}
