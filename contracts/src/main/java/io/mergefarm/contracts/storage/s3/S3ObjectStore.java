package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.NoSuchUploadException;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.PartContent;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import io.mergefarm.contracts.storage.s3.Bucket.Entry;
import io.mergefarm.contracts.storage.s3.Bucket.OpenUpload;
import io.mergefarm.contracts.storage.s3.Bucket.Page;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An object store in a bucket, below a prefix. A part is collected before it is sent, so that it is
 * computed once however often it has to be sent.
 *
 * <p>The server holds every part but the last to 5 MiB when an upload is completed.
 */
final class S3ObjectStore implements ObjectStore {

  private final Bucket bucket;
  private final String name;
  private final String prefix;
  private final long partMemory;

  /**
   * A store.
   *
   * @param name of the bucket
   * @param prefix of all keys, without a slash at the end; empty for none
   * @param partMemory the most bytes of a part that are kept in memory
   */
  S3ObjectStore(Bucket bucket, String name, String prefix, long partMemory) {
    this.bucket = bucket;
    this.name = name;
    this.prefix = prefix.isEmpty() ? "" : prefix + "/";
    this.partMemory = partMemory;
  }

  @Override
  public URI address(ObjectKey key) {
    try {
      return new URI("s3", name, "/" + full(key), null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no address of " + key + " in bucket " + name, e);
    }
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws IOException {
    return bucket.head(full(key)).map(entry -> new ObjectStat(key, entry.size()));
  }

  @Override
  public ObjectReader open(ObjectKey key) throws IOException {
    Entry object =
        bucket
            .head(full(key))
            .orElseThrow(
                () -> new NoSuchFileException(address(key).toString(), null, "no such object"));
    return new S3Reader(bucket, object);
  }

  @Override
  public Optional<byte[]> get(ObjectKey key, int maxBytes) throws IOException {
    return bucket.get(full(key), maxBytes);
  }

  @Override
  public void put(ObjectKey key, byte[] content) throws IOException {
    bucket.put(full(key), content);
  }

  @Override
  public List<ObjectStat> list(ObjectKey above) throws IOException {
    List<ObjectStat> found = new ArrayList<>();
    Optional<String> from = Optional.empty();
    do {
      Page<Entry> page = bucket.list(full(above) + "/", from);
      for (Entry entry : page.entries()) {
        key(entry).ifPresent(key -> found.add(new ObjectStat(key, entry.size())));
      }
      from = page.next();
    } while (from.isPresent());
    return found.stream().sorted(Comparator.comparing(ObjectStat::key)).toList();
  }

  @Override
  public void copy(ObjectKey from, ObjectKey to) throws IOException {
    bucket.copyFrom(name, full(from), full(to));
  }

  @Override
  public void delete(ObjectKey key) throws IOException {
    bucket.delete(full(key));
  }

  @Override
  public Upload createUpload(ObjectKey key, long size) throws IOException {
    if (size < 0) {
      throw new IllegalArgumentException("no object has " + size + " bytes");
    }
    return new Upload(key, bucket.createUpload(full(key)), size);
  }

  @Override
  public UploadedPart uploadPart(Upload upload, PartRange range, PartContent content)
      throws IOException {
    Objects.checkFromIndexSize(range.offset(), range.length(), upload.size());
    try (PartBody body = PartBody.collect(range, content, partMemory)) {
      String etag =
          of(
              upload,
              () -> bucket.uploadPart(full(upload.key()), upload.id(), range.number(), body));
      return new UploadedPart(range.number(), etag, range.length());
    }
  }

  @Override
  public List<UploadedPart> listParts(Upload upload) throws IOException {
    List<UploadedPart> parts = new ArrayList<>();
    Optional<String> from = Optional.empty();
    do {
      Optional<String> marker = from;
      Page<UploadedPart> page =
          of(upload, () -> bucket.listParts(full(upload.key()), upload.id(), marker));
      parts.addAll(page.entries());
      from = page.next();
    } while (from.isPresent());
    return parts;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if the parts do not have the object's size, or are not those stored
   */
  @Override
  public void completeUpload(Upload upload, List<UploadedPart> parts) throws IOException {
    long size = parts.stream().mapToLong(UploadedPart::size).sum();
    if (size != upload.size()) {
      throw new IOException(
          "upload %s of %s can not be completed: its parts have %d of %d bytes"
              .formatted(upload.id(), upload.key(), size, upload.size()));
    }
    of(
        upload,
        () -> {
          bucket.completeUpload(full(upload.key()), upload.id(), parts);
          return upload;
        });
  }

  @Override
  public void abortUpload(Upload upload) throws IOException {
    abort(full(upload.key()), upload.id());
  }

  @Override
  public void abortUploads(ObjectKey key) throws IOException {
    for (OpenUpload upload : bucket.listUploads(full(key))) {
      abort(upload.key(), upload.id());
    }
  }

  private void abort(String key, String uploadId) throws IOException {
    try {
      bucket.abortUpload(key, uploadId);
    } catch (NoSuchS3UploadException e) {
      // Completed or aborted by somebody else: what is wanted is so.
    }
  }

  /** A request that belongs to an upload. */
  private static <T> T of(Upload upload, Retries.Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (NoSuchS3UploadException e) {
      NoSuchUploadException gone = new NoSuchUploadException(upload);
      gone.initCause(e);
      throw gone;
    }
  }

  private String full(ObjectKey key) {
    return prefix + key.value();
  }

  /** The key of an object in this store; others may have put objects there that have none. */
  private Optional<ObjectKey> key(Entry entry) {
    try {
      return Optional.of(new ObjectKey(entry.key().substring(prefix.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
