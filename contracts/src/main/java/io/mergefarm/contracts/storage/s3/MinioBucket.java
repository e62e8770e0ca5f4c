package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.ObjectChangedException;
import io.mergefarm.contracts.storage.StoreUnavailableException;
import io.mergefarm.contracts.storage.UploadedPart;
import io.mergefarm.contracts.storage.s3.Answers.RefusedException;
import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CopyObjectArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.ListPartsArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.PutObjectAPIBaseArgs;
import io.minio.RemoveObjectArgs;
import io.minio.SourceObject;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.UploadPartArgs;
import io.minio.messages.ListBucketResultV2;
import io.minio.messages.ListMultipartUploadsResult;
import io.minio.messages.ListPartsResult;
import io.minio.messages.Part;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * A bucket through the MinIO client. What is sent carries its MD5, which the server compares with
 * what has arrived; small objects keep it as metadata, so that readers can do the same.
 */
final class MinioBucket implements Bucket {

  private static final int COPY_BUFFER = 64 << 10;

  /** The ETag of an object is its MD5 only where the server does not encrypt. */
  private static final String MD5_OF_OBJECT = "x-amz-meta-content-md5";

  private final MinioAsyncClient client;
  private final String bucket;

  MinioBucket(MinioAsyncClient client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  @Override
  public Optional<Entry> head(String key) throws IOException {
    try {
      StatObjectResponse stat =
          Answers.await(
              "looking at " + key,
              client.statObject(StatObjectArgs.builder().bucket(bucket).object(key).build()));
      return Optional.of(new Entry(key, stat.etag(), stat.size()));
    } catch (RefusedException e) {
      return absent(e);
    }
  }

  @Override
  public void read(Entry object, long offset, MemorySegment target) throws IOException {
    String what = "reading %d bytes at %d of %s".formatted(target.byteSize(), offset, object.key());
    GetObjectArgs args =
        GetObjectArgs.builder()
            .bucket(bucket)
            .object(object.key())
            .offset(offset)
            .length(target.byteSize())
            .matchETag(object.etag())
            .build();
    try (GetObjectResponse answer = Answers.await(what, client.getObject(args))) {
      checkRange(what, answer, offset);
      fill(what, answer, target);
    } catch (RefusedException e) {
      throw gone(object.key(), e);
    }
  }

  @Override
  public Optional<byte[]> get(String key, int maxBytes) throws IOException {
    String what = "getting " + key;
    try (GetObjectResponse answer =
        Answers.await(
            what, client.getObject(GetObjectArgs.builder().bucket(bucket).object(key).build()))) {
      byte[] content = head(what, answer, maxBytes);
      checkMd5(what, answer, content);
      return Optional.of(content);
    } catch (RefusedException e) {
      return absent(e);
    }
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    PutObjectAPIArgs.Builder args = PutObjectAPIArgs.builder().bucket(bucket).object(key);
    try (PartBody body = PartBody.of(content)) {
      Http.Headers headers = checked(body);
      headers.put(MD5_OF_OBJECT, body.md5());
      Answers.await("putting " + key, client.putObject(carrying(args, headers, body).build()));
    }
  }

  @Override
  public Page<Entry> list(String prefix, Optional<String> from) throws IOException {
    ListObjectsV2Args args =
        ListObjectsV2Args.builder()
            .bucket(bucket)
            .prefix(prefix)
            .continuationToken(from.orElse(null))
            .build();
    ListBucketResultV2 page =
        Answers.await("listing " + prefix, client.listObjectsV2(args)).result();
    List<Entry> entries =
        page.contents().stream()
            .map(item -> new Entry(item.objectName(), item.etag(), item.size()))
            .toList();
    return new Page<>(entries, next(page.isTruncated(), page.nextContinuationToken()));
  }

  @Override
  public void copyFrom(String source, String key, String target) throws IOException {
    SourceObject from = SourceObject.builder().bucket(source).object(key).build();
    CopyObjectArgs args =
        CopyObjectArgs.builder().bucket(bucket).object(target).source(from).build();
    try {
      Answers.await("copying " + key, client.copyObject(args));
    } catch (RefusedException e) {
      throw gone(key, e);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    RemoveObjectArgs args = RemoveObjectArgs.builder().bucket(bucket).object(key).build();
    Answers.await("deleting " + key, client.removeObject(args));
  }

  @Override
  public String createUpload(String key) throws IOException {
    CreateMultipartUploadArgs args =
        CreateMultipartUploadArgs.builder().bucket(bucket).object(key).build();
    return Answers.await("beginning an upload of " + key, client.createMultipartUpload(args))
        .result()
        .uploadId();
  }

  @Override
  public String uploadPart(String key, String uploadId, int number, PartBody body)
      throws IOException {
    UploadPartArgs.Builder args =
        UploadPartArgs.builder().bucket(bucket).object(key).uploadId(uploadId).partNumber(number);
    try {
      return Answers.await(
              "uploading part %d of %s".formatted(number, key),
              client.uploadPart(carrying(args, checked(body), body).build()))
          .part()
          .etag();
    } catch (RefusedException e) {
      throw ended(e);
    }
  }

  @Override
  public Page<UploadedPart> listParts(String key, String uploadId, Optional<String> from)
      throws IOException {
    ListPartsArgs args =
        ListPartsArgs.builder()
            .bucket(bucket)
            .object(key)
            .uploadId(uploadId)
            .partNumberMarker(from.map(Integer::valueOf).orElse(null))
            .build();
    try {
      ListPartsResult page =
          Answers.await("listing parts of " + key, client.listParts(args)).result();
      List<UploadedPart> parts =
          page.parts().stream()
              .map(part -> new UploadedPart(part.partNumber(), part.etag(), part.partSize()))
              .toList();
      return new Page<>(parts, next(page.isTruncated(), page.nextPartNumberMarker()));
    } catch (RefusedException e) {
      throw ended(e);
    }
  }

  @Override
  public void completeUpload(String key, String uploadId, List<UploadedPart> parts)
      throws IOException {
    CompleteMultipartUploadArgs args =
        CompleteMultipartUploadArgs.builder()
            .bucket(bucket)
            .object(key)
            .uploadId(uploadId)
            .parts(
                parts.stream()
                    .map(part -> new Part(part.number(), part.etag()))
                    .toArray(Part[]::new))
            .build();
    try {
      Answers.await("completing " + key, client.completeMultipartUpload(args));
    } catch (RefusedException e) {
      throw ended(e);
    }
  }

  @Override
  public void abortUpload(String key, String uploadId) throws IOException {
    AbortMultipartUploadArgs args =
        AbortMultipartUploadArgs.builder().bucket(bucket).object(key).uploadId(uploadId).build();
    try {
      Answers.await("aborting an upload of " + key, client.abortMultipartUpload(args));
    } catch (RefusedException e) {
      throw ended(e);
    }
  }

  @Override
  public List<OpenUpload> listUploads(String key) throws IOException {
    ListMultipartUploadsArgs args =
        ListMultipartUploadsArgs.builder().bucket(bucket).prefix(key).build();
    ListMultipartUploadsResult page =
        Answers.await("listing uploads of " + key, client.listMultipartUploads(args)).result();
    return page.uploads().stream()
        .map(upload -> new OpenUpload(upload.objectName(), upload.uploadId()))
        .filter(upload -> upload.key().equals(key))
        .toList();
  }

  /** The client adds no checksum of its own to a body whose MD5 is given. */
  private static Http.Headers checked(PartBody body) {
    return new Http.Headers(
        Http.Headers.CONTENT_MD5,
        body.md5(),
        Http.Headers.X_AMZ_CONTENT_SHA256,
        "UNSIGNED-PAYLOAD");
  }

  private static <B extends PutObjectAPIBaseArgs.Builder<B, ?>> B carrying(
      B args, Http.Headers headers, PartBody body) throws IOException {
    args.headers(headers);
    return switch (body) {
      case PartBody.InMemory memory -> args.data(memory.bytes().array(), memory.bytes().limit());
      case PartBody.InFile spooled -> args.file(rewound(spooled.file()), spooled.length());
    };
  }

  private static RandomAccessFile rewound(RandomAccessFile file) throws IOException {
    file.seek(0);
    return file;
  }

  private static void checkRange(String what, GetObjectResponse answer, long offset)
      throws IOException {
    String range = answer.headers().get("Content-Range");
    if (range == null || !range.startsWith("bytes " + offset + "-")) {
      throw new IOException(
          "%s: the S3 server sent range %s; it has to support ranged reads".formatted(what, range));
    }
  }

  private static void fill(String what, GetObjectResponse answer, MemorySegment target)
      throws IOException {
    byte[] buffer = new byte[COPY_BUFFER];
    long filled = 0;
    try {
      while (filled < target.byteSize()) {
        int wanted = (int) Math.min(COPY_BUFFER, target.byteSize() - filled);
        int count = answer.readNBytes(buffer, 0, wanted);
        if (count == 0) {
          throw new IOException("the answer ends after " + filled + " bytes");
        }
        MemorySegment.copy(MemorySegment.ofArray(buffer), 0, target, filled, count);
        filled += count;
      }
    } catch (IOException e) {
      throw Answers.broken(what, e);
    }
  }

  /** Objects of ours say what they hold; others have no such header. */
  private static void checkMd5(String what, GetObjectResponse answer, byte[] content)
      throws StoreUnavailableException {
    String wanted = answer.headers().get(MD5_OF_OBJECT);
    String found = PartBody.of(content).md5();
    if (wanted != null && !wanted.equals(found)) {
      throw new StoreUnavailableException(
          "%s: the bytes that came have MD5 %s, not %s".formatted(what, found, wanted),
          Optional.empty());
    }
  }

  private static byte[] head(String what, GetObjectResponse answer, int maxBytes)
      throws IOException {
    byte[] content;
    boolean more;
    try {
      content = answer.readNBytes(maxBytes);
      more = answer.read() >= 0;
    } catch (IOException e) {
      throw Answers.broken(what, e);
    }
    if (more) {
      throw new IOException("%s: it has more than %d bytes".formatted(what, maxBytes));
    }
    return content;
  }

  private static <T> Optional<T> absent(RefusedException e) throws IOException {
    if (e.code().equals("NoSuchKey")) {
      return Optional.empty();
    }
    throw e;
  }

  private static IOException gone(String key, RefusedException e) {
    return switch (e.code()) {
      case "NoSuchKey" -> new NoSuchFileException(key, null, "no such object");
      case "PreconditionFailed", "InvalidRange" ->
          new ObjectChangedException("object " + key + " has changed since it was opened");
      default -> e;
    };
  }

  private static IOException ended(RefusedException e) {
    return e.code().equals("NoSuchUpload") ? new NoSuchS3UploadException(e.getMessage()) : e;
  }

  private static Optional<String> next(boolean truncated, Object marker) {
    return truncated ? Optional.of(String.valueOf(marker)) : Optional.empty();
  }
}
