package io.mergefarm.s3server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;

/** A running S3 server on the loopback interface. */
public final class S3Server implements AutoCloseable {

  private final S3Proxy proxy;
  private final BlobStore store;

  private S3Server(S3Proxy proxy, BlobStore store) {
    this.proxy = proxy;
    this.store = store;
  }

  /** Who may use a server. */
  public record Account(String accessKey, String secretKey) {}

  /** A server on a free port that forgets everything when it is closed. */
  public static S3Server inMemory(Account account) throws IOException {
    return start(new TransientNio2BlobStore(), 0, account);
  }

  /**
   * A server whose buckets are folders.
   *
   * @param folder of the buckets, on a file system with extended attributes; what an earlier server
   *     left there is served, but for what it had not finished when it was killed
   * @param port 0: any that is free
   */
  public static S3Server over(Path folder, int port, Account account) throws IOException {
    Files.createDirectories(folder);
    UnfinishedWrites.delete(folder);
    return start(new FilesystemNio2BlobStore(folder.toString()), port, account);
  }

  private static S3Server start(BlobStore store, int port, Account account) throws IOException {
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(new StrictUploads(store))
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(AuthenticationType.AWS_V4, account.accessKey(), account.secretKey())
            .build();
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IOException("the S3 server does not start on port " + port, e);
    }
    return new S3Server(proxy, store);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  /** Makes a bucket, unless it is there. */
  public void makeBucket(String name) {
    try {
      store.createContainer(CreateBucketRequest.builder().bucket(name).build());
    } catch (BucketAlreadyOwnedByYouException e) {
      // An earlier server has made it.
    }
  }

  @Override
  public void close() throws IOException {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IOException("the S3 server does not stop", e);
    }
  }
}
