package io.mergefarm.contracts.wiring;

import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.contracts.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The store that the configuration names.
 *
 * @param kind {@code local} or {@code s3}
 */
public record ConfiguredStore(String kind, ObjectStore store) {

  static final String LOCAL = "local";
  static final String S3 = "s3";

  /**
   * Opens the store.
   *
   * @throws IllegalArgumentException if the configuration names none, or two
   */
  public static ConfiguredStore open(StoreConfig config, S3Access s3) throws IOException {
    Optional<Path> folder = config.folder();
    Optional<String> bucket = config.s3().bucket();
    if (folder.isPresent() == bucket.isPresent()) {
      throw new IllegalArgumentException(
          "set either mergefarm.store.folder, for a store in a local folder, or mergefarm.store.s3.bucket, for one on an S3 server; %s"
              .formatted(folder.isPresent() ? "both are set" : "neither is set"));
    }
    return folder.isPresent()
        ? new ConfiguredStore(LOCAL, new LocalObjectStore(folder.get()))
        : new ConfiguredStore(
            S3, s3.connection().store(bucket.get(), config.s3().prefix().orElse("")));
  }
}
