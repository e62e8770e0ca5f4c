package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Reads ranges of an object, one request each, as long as it is the object that was opened. */
final class S3Reader implements ObjectReader {

  private final Bucket bucket;
  private final Bucket.Entry object;

  S3Reader(Bucket bucket, Bucket.Entry object) {
    this.bucket = bucket;
    this.object = object;
  }

  @Override
  public long size() {
    return object.size();
  }

  @Override
  public String version() {
    return object.etag();
  }

  @Override
  public MemorySegment read(long offset, MemorySegment scratch) throws IOException {
    Objects.checkFromIndexSize(offset, scratch.byteSize(), size());
    if (scratch.byteSize() > 0) {
      bucket.read(object, offset, scratch);
    }
    return scratch;
  }

  @Override
  public void close() {}
}
