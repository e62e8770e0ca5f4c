package io.mergefarm.contracts.storage.s3;

import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * An S3 server for tests with one bucket: S3Proxy in this process, on a free port of the loopback
 * interface, which forgets everything when it is closed. Where the environment names another one by
 * {@code MERGEFARM_TEST_S3_ENDPOINT} and {@code MERGEFARM_TEST_S3_BUCKET}, with credentials in
 * {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, that one is used instead.
 */
public final class S3TestServer implements AutoCloseable {

  public static final String ACCESS_KEY = "mergefarm-access";
  public static final String SECRET_KEY = "do-not-tell-anybody-0815";

  private static final String NAMED_ENDPOINT = "MERGEFARM_TEST_S3_ENDPOINT";
  private static final String NAMED_BUCKET = "MERGEFARM_TEST_S3_BUCKET";

  private final Optional<S3Proxy> server;
  private final URI endpoint;
  private final String bucket;
  private final Optional<Path> credentials;

  private S3TestServer(
      Optional<S3Proxy> server, URI endpoint, String bucket, Optional<Path> credentials) {
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
  public static S3TestServer start(Path folder) throws Exception {
    String named = System.getenv(NAMED_ENDPOINT);
    return named == null
        ? startOwn(folder)
        : new S3TestServer(
            Optional.empty(),
            URI.create(named),
            Optional.ofNullable(System.getenv(NAMED_BUCKET)).orElse("mergefarm-test"),
            Optional.empty());
  }

  /** A server in this process, whatever the environment says. */
  public static S3TestServer startOwn(Path folder) throws Exception {
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(new StrictUploads(new TransientNio2BlobStore()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .build();
    server.start();
    URI endpoint = URI.create("http://127.0.0.1:" + server.getPort());
    makeBucket(endpoint, "models");
    return new S3TestServer(
        Optional.of(server), endpoint, "models", Optional.of(writeCredentials(folder)));
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
      try {
        server.get().stop();
      } catch (Exception e) {
        throw new IOException("the S3 server does not stop", e);
      }
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

  private static void makeBucket(URI endpoint, String bucket) {
    try (MinioAsyncClient client =
        MinioAsyncClient.builder()
            .endpoint(endpoint.toString())
            .region("us-east-1")
            .credentials(ACCESS_KEY, SECRET_KEY)
            .build()) {
      client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build()).join();
    }
  }
}
