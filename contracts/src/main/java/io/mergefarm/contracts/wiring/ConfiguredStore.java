package io.mergefarm.contracts.wiring;

import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.s3.S3Connection;
import io.mergefarm.contracts.storage.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The store that the configuration names.
 *
 * @param kind {@code local} or {@code s3}
 * @param connection to the S3 server, which has to be closed
 */
public record ConfiguredStore(String kind, ObjectStore store, Optional<S3Connection> connection) {

  /**
   * Opens the store.
   *
   * @throws IllegalArgumentException if the configuration names none, or two
   */
  public static ConfiguredStore open(StoreConfig config) throws IOException {
    Optional<Path> folder = config.folder();
    Optional<String> bucket = config.s3().bucket();
    if (folder.isPresent() == bucket.isPresent()) {
      throw new IllegalArgumentException(
          "set either mergefarm.store.folder, for a store in a local folder, or mergefarm.store.s3.bucket, for one on an S3 server; %s"
              .formatted(folder.isPresent() ? "both are set" : "neither is set"));
    }
    return folder.isPresent() ? local(folder.get()) : s3(config.s3(), bucket.get());
  }

  private static ConfiguredStore local(Path folder) throws IOException {
    return new ConfiguredStore("local", new LocalObjectStore(folder), Optional.empty());
  }

  private static ConfiguredStore s3(StoreConfig.S3 config, String bucket) throws IOException {
    S3Connection connection = new S3Connection(settings(config));
    ObjectStore store = connection.store(bucket, config.prefix().orElse(""));
    return new ConfiguredStore("s3", store, Optional.of(connection));
  }

  private static S3Settings settings(StoreConfig.S3 config) {
    return new S3Settings(
        config.endpoint(),
        config.region(),
        config.pathStyle(),
        config.credentialsFile(),
        config.profile(),
        config.timeout(),
        config.patience(),
        config.connections(),
        config.partMemory());
  }
}
