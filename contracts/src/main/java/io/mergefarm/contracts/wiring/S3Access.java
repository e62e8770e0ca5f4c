package io.mergefarm.contracts.wiring;

import io.mergefarm.contracts.storage.s3.S3Connection;
import io.mergefarm.contracts.storage.s3.S3Settings;
import java.io.IOException;
import java.util.Optional;

/** The S3 server that the configuration names, connected to when it is first needed. */
public final class S3Access implements AutoCloseable {

  private final S3Settings settings;
  private Optional<S3Connection> connection = Optional.empty();

  S3Access(S3Settings settings) {
    this.settings = settings;
  }

  /**
   * The server of a configuration.
   *
   * @param partMemory the bytes up to which a part that is sent is kept in memory
   */
  public static S3Access of(StoreConfig.S3 config, long partMemory) {
    return new S3Access(
        new S3Settings(
            config.endpoint(),
            config.region(),
            config.pathStyle(),
            config.credentialsFile(),
            config.profile(),
            config.timeout(),
            config.patience(),
            config.connections(),
            partMemory));
  }

  /**
   * The connection.
   *
   * @throws IOException if there are no credentials
   */
  synchronized S3Connection connection() throws IOException {
    if (connection.isEmpty()) {
      connection = Optional.of(new S3Connection(settings));
    }
    return connection.get();
  }

  @Override
  public synchronized void close() {
    connection.ifPresent(S3Connection::close);
  }
}
