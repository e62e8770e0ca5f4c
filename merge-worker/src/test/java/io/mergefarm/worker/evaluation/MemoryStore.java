package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.PartContent;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Source files and one uploaded object in memory, without anything that costs time. */
final class MemoryStore implements ObjectStore, SourceFiles {

  private final Map<String, MemorySegment> sources = new HashMap<>();
  private final MemorySegment uploaded;

  MemoryStore(MemorySegment uploaded) {
    this.uploaded = uploaded;
  }

  void addSource(String path, MemorySegment content) {
    sources.put(path, content);
  }

  @Override
  public ObjectReader open(SourceFile file) {
    MemorySegment content = sources.get(file.path());
    return new ObjectReader() {
      @Override
      public long size() {
        return content.byteSize();
      }

      @Override
      public MemorySegment read(long offset, MemorySegment scratch) {
        return content.asSlice(offset, scratch.byteSize());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public UploadedPart uploadPart(Upload upload, PartRange range, PartContent content)
      throws IOException {
    long[] position = {range.offset()};
    content.writeTo(
        bytes -> {
          int length = bytes.remaining();
          uploaded.asSlice(position[0], length).copyFrom(MemorySegment.ofBuffer(bytes));
          bytes.position(bytes.limit());
          position[0] += length;
        });
    return new UploadedPart(range.number(), "etag", position[0] - range.offset());
  }

  @Override
  public Optional<byte[]> get(ObjectKey key, int maxBytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ObjectReader open(ObjectKey key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public URI address(ObjectKey key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void put(ObjectKey key, byte[] content) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ObjectStat> list(ObjectKey prefix) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void copy(ObjectKey from, ObjectKey to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(ObjectKey key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Upload createUpload(ObjectKey key, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<UploadedPart> listParts(Upload upload) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void completeUpload(Upload upload, List<UploadedPart> parts) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void abortUpload(Upload upload) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void abortUploads(ObjectKey key) {
    throw new UnsupportedOperationException();
  }
}
