package io.mergefarm.contracts.storage.s3;

import io.mergefarm.s3server.S3Server;
import io.mergefarm.s3server.S3Server.Account;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * An S3 server for tests with one bucket: S3Proxy in this process, on a free port of the loopback
 * interface, which forgets everything when it is closed. Where the environment names another one by
 * {@code MERGEFARM_TEST_S3_ENDPOINT} and {@code MERGEFARM_TEST_S3_BUCKET}, with credentials in
 * {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, that one is used instead.
 */
public final class S3TestServer implements AutoCloseable {

  public static final String ACCESS_KEY = "mergefarm-access";
  public static final String SECRET_KEY = "do-not-tell-anybody-0815";

  private static final String OWN_BUCKET = "models";
  private static final String NAMED_ENDPOINT = "MERGEFARM_TEST_S3_ENDPOINT";
  private static final String NAMED_BUCKET = "MERGEFARM_TEST_S3_BUCKET";

  private final Optional<S3Server> server;
  private final URI endpoint;
  private final String bucket;
  private final Optional<Path> credentials;

  private S3TestServer(
      Optional<S3Server> server, URI endpoint, String bucket, Optional<Path> credentials) {
    this.server = server;
    this.endpoint = endpoint;
    this.bucket = bucket;
    this.credentials = credentials;
  }

  /**
   * The server that the environment names, or else one in this process.
   *
   * @param folder where the credentials file is written
   */
  public static S3TestServer start(Path folder) throws IOException {
    Optional<S3TestServer> named = named();
    return named.isPresent() ? named.get() : startOwn(folder);
  }

  /** The server that the environment names, if it names one. */
  public static Optional<S3TestServer> named() {
    return Optional.ofNullable(System.getenv(NAMED_ENDPOINT))
        .map(
            endpoint ->
                new S3TestServer(
                    Optional.empty(),
                    URI.create(endpoint),
                    Optional.ofNullable(System.getenv(NAMED_BUCKET)).orElse("mergefarm-test"),
                    Optional.empty()));
  }

  /** A server in this process, whatever the environment says. */
  public static S3TestServer startOwn(Path folder) throws IOException {
    S3Server server = S3Server.inMemory(new Account(ACCESS_KEY, SECRET_KEY));
    server.makeBucket(OWN_BUCKET);
    return new S3TestServer(
        Optional.of(server), server.endpoint(), OWN_BUCKET, Optional.of(writeCredentials(folder)));
  }

  public URI endpoint() {
    return endpoint;
  }

  public String bucket() {
    return bucket;
  }

  /** The credentials file; absent: the environment has the credentials. */
  public Optional<Path> credentials() {
    return credentials;
  }

  public S3Settings settings() {
    return settings(endpoint);
  }

  /**
   * Settings to reach the server.
   *
   * @param through an address that stands for the server's own
   */
  public S3Settings settings(URI through) {
    return new S3Settings(
        through,
        "us-east-1",
        true,
        credentials,
        "default",
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        16,
        8L << 20);
  }

  @Override
  public void close() throws IOException {
    if (server.isPresent()) {
      server.get().close();
    }
  }

  private static Path writeCredentials(Path folder) throws IOException {
    Path file = folder.resolve("s3-credentials");
    Files.writeString(
        file,
        """
        [default]
        aws_access_key_id = %s
        aws_secret_access_key = %s
        """
            .formatted(ACCESS_KEY, SECRET_KEY));
    return file;
  }
}
