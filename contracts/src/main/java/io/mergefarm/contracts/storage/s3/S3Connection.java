package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.S3Address;
import io.minio.MinioAsyncClient;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** A client of one S3 server, whose buckets are object stores. Nothing is sent until it is used. */
public final class S3Connection implements AutoCloseable {

  private static final long IDLE_MINUTES = 5;

  private final S3Settings settings;
  private final MinioAsyncClient client;
  private final Retries retries;

  /**
   * A connection.
   *
   * @throws IOException if there are no credentials
   */
  public S3Connection(S3Settings settings) throws IOException {
    this.settings = settings;
    this.client =
        MinioAsyncClient.builder()
            .endpoint(settings.endpoint().toString())
            .region(settings.region())
            .credentialsProvider(S3Credentials.of(settings))
            .httpClient(httpClient(settings), true)
            .build();
    if (settings.pathStyle()) {
      client.disableVirtualStyleEndpoint();
    } else {
      client.enableVirtualStyleEndpoint();
    }
    this.retries =
        new Retries(settings.patience(), System::nanoTime, Retries::sleep, new SecureRandom());
  }

  /**
   * The store in a bucket, which must be there.
   *
   * @param prefix what all its keys begin with, without a slash at the end; empty for none
   */
  public ObjectStore store(String bucket, String prefix) {
    return new S3ObjectStore(requests(bucket), bucket, prefix, settings.partMemory());
  }

  /** Copies an object, also to another bucket, within the server. */
  public void copy(S3Address from, S3Address to) throws IOException {
    requests(to.bucket()).copyFrom(from.bucket(), from.key().value(), to.key().value());
  }

  private Bucket requests(String bucket) {
    return new RetryingBucket(new MinioBucket(client, bucket), retries);
  }

  @Override
  public void close() {
    client.close();
  }

  /** Retries are made in one place, and not here. */
  private static OkHttpClient httpClient(S3Settings settings) {
    Dispatcher dispatcher =
        new Dispatcher(
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("s3-", 0).factory()));
    dispatcher.setMaxRequests(settings.connections());
    dispatcher.setMaxRequestsPerHost(settings.connections());
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .connectionPool(new ConnectionPool(settings.connections(), IDLE_MINUTES, TimeUnit.MINUTES))
        .connectTimeout(settings.timeout())
        .readTimeout(settings.timeout())
        .writeTimeout(settings.timeout())
        .protocols(List.of(Protocol.HTTP_1_1))
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .addInterceptor(new UnavailableAnswer())
        .build();
  }
}
