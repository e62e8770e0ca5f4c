package io.mergefarm.standalone.endtoend;

import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.ObservedStore;
import io.mergefarm.contracts.storage.s3.S3Connection;
import io.mergefarm.contracts.storage.s3.S3Settings;
import io.mergefarm.contracts.wiring.StoreConfig;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;

/** The configured S3 store, observed by {@link ServiceBytes} in place of the meters. */
@Alternative
@Singleton
public class CountedStore {

  private static final ServiceBytes BYTES = new ServiceBytes();

  static ServiceBytes bytes() {
    return BYTES;
  }

  @Produces
  @Singleton
  ObjectStore store(StoreConfig config) throws IOException {
    StoreConfig.S3 s3 = config.s3();
    S3Settings settings =
        new S3Settings(
            s3.endpoint(),
            s3.region(),
            s3.pathStyle(),
            s3.credentialsFile(),
            s3.profile(),
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            s3.connections(),
            2 << 20);
    ObjectStore store =
        new S3Connection(settings).store(s3.bucket().orElseThrow(), s3.prefix().orElse(""));
    return new ObservedStore(store, BYTES);
  }
}
