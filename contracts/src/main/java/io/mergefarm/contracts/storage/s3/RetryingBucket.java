package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** A bucket whose requests are sent again while the server is not available. */
final class RetryingBucket implements Bucket {

  private final Bucket bucket;
  private final Retries retries;

  RetryingBucket(Bucket bucket, Retries retries) {
    this.bucket = bucket;
    this.retries = retries;
  }

  @Override
  public Optional<Entry> head(String key) throws IOException {
    return retries.run("looking at " + key, () -> bucket.head(key));
  }

  @Override
  public void read(Entry object, long offset, MemorySegment target) throws IOException {
    run("reading " + object.key(), () -> bucket.read(object, offset, target));
  }

  @Override
  public Optional<byte[]> get(String key, int maxBytes) throws IOException {
    return retries.run("getting " + key, () -> bucket.get(key, maxBytes));
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    run("putting " + key, () -> bucket.put(key, content));
  }

  @Override
  public Page<Entry> list(String prefix, Optional<String> from) throws IOException {
    return retries.run("listing " + prefix, () -> bucket.list(prefix, from));
  }

  @Override
  public void copyFrom(String source, String key, String target) throws IOException {
    run("copying " + key, () -> bucket.copyFrom(source, key, target));
  }

  @Override
  public void delete(String key) throws IOException {
    run("deleting " + key, () -> bucket.delete(key));
  }

  @Override
  public String createUpload(String key) throws IOException {
    return retries.run("beginning an upload of " + key, () -> bucket.createUpload(key));
  }

  @Override
  public String uploadPart(String key, String uploadId, int number, PartBody body)
      throws IOException {
    return retries.run(
        "uploading part %d of %s".formatted(number, key),
        () -> bucket.uploadPart(key, uploadId, number, body));
  }

  @Override
  public Page<UploadedPart> listParts(String key, String uploadId, Optional<String> from)
      throws IOException {
    return retries.run("listing parts of " + key, () -> bucket.listParts(key, uploadId, from));
  }

  @Override
  public void completeUpload(String key, String uploadId, List<UploadedPart> parts)
      throws IOException {
    run("completing " + key, () -> bucket.completeUpload(key, uploadId, parts));
  }

  @Override
  public void abortUpload(String key, String uploadId) throws IOException {
    run("aborting an upload of " + key, () -> bucket.abortUpload(key, uploadId));
  }

  @Override
  public List<OpenUpload> listUploads(String key) throws IOException {
    return retries.run("listing uploads of " + key, () -> bucket.listUploads(key));
  }

  /** A request without an answer. */
  @FunctionalInterface
  private interface Order {
    void send() throws IOException;
  }

  private void run(String what, Order order) throws IOException {
    retries.run(
        what,
        () -> {
          order.send();
          return Optional.empty();
        });
  }
}
