package io.mergefarm.contracts.wiring;

import io.mergefarm.contracts.storage.s3.S3Connection;
import io.mergefarm.contracts.storage.s3.S3Settings;
import java.io.IOException;
import java.util.Optional;

/** The S3 server that the configuration names, connected to when it is first needed. */
final class S3Access implements AutoCloseable {

  private final S3Settings settings;
  private Optional<S3Connection> connection = Optional.empty();

  S3Access(S3Settings settings) {
    this.settings = settings;
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
