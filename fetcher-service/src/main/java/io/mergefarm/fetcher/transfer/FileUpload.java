package io.mergefarm.fetcher.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.source.block.BlockDigests;
import io.mergefarm.contracts.storage.NoSuchUploadException;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Uploads a file in parts; one that was broken off goes on with the parts that are missing. */
final class FileUpload {

  private static final long PART_SIZE = 32L << 20;
  private static final int MOST_RECORD_BYTES = 1 << 16;

  private final ObjectStore store;
  private final ObjectMapper mapper;
  private final Threads threads;
  private final CheckedBytes bytes;
  private final long size;

  FileUpload(ObjectStore store, ObjectMapper mapper, Threads threads, CheckedBytes bytes) {
    this.store = store;
    this.mapper = mapper;
    this.threads = threads;
    this.bytes = bytes;
    this.size = bytes.bytes().size();
  }

  /**
   * Uploads the file.
   *
   * @param note where the upload is noted while it goes on
   */
  void run(ObjectKey target, ObjectKey note) throws IOException {
    if (size == 0) {
      store.put(target, new byte[0]);
      return;
    }
    Optional<Upload> begun = resumed(target, note);
    Upload upload = begun.isPresent() ? begun.get() : create(target, note);
    complete(upload, uploaded(upload));
    store.delete(note);
  }

  private Upload create(ObjectKey target, ObjectKey note) throws IOException {
    Upload upload = store.createUpload(target, size);
    store.put(note, mapper.writeValueAsBytes(upload));
    return upload;
  }

  private Optional<Upload> resumed(ObjectKey target, ObjectKey note) throws IOException {
    Optional<byte[]> noted = store.get(note, MOST_RECORD_BYTES);
    if (noted.isEmpty()) {
      return Optional.empty();
    }
    Upload upload = mapper.readValue(noted.get(), Upload.class);
    try {
      store.listParts(upload);
    } catch (NoSuchUploadException e) {
      return Optional.empty();
    }
    return upload.key().equals(target) && upload.size() == size
        ? Optional.of(upload)
        : Optional.empty();
  }

  private List<UploadedPart> uploaded(Upload upload) throws IOException {
    Map<Integer, UploadedPart> there = new HashMap<>();
    store.listParts(upload).forEach(part -> there.put(part.number(), part));
    long partSize = partSize();
    return threads.all(
        Math.toIntExact(Math.ceilDiv(size, partSize)),
        place -> {
          PartRange range = range(place, partSize);
          UploadedPart part = there.get(range.number());
          return part != null && part.size() == range.length()
              ? part
              : store.uploadPart(upload, range, bytes.content(range));
        });
  }

  /** Another fetcher may have completed the same upload. */
  private void complete(Upload upload, List<UploadedPart> parts) throws IOException {
    try {
      store.completeUpload(upload, parts);
    } catch (NoSuchUploadException e) {
      if (store.stat(upload.key()).filter(stat -> stat.size() == size).isEmpty()) {
        throw e;
      }
    }
  }

  private PartRange range(int place, long partSize) {
    long offset = place * partSize;
    return new PartRange(place + 1, offset, Math.min(partSize, size - offset));
  }

  /** Whole blocks, and no more parts than an upload may have. */
  private long partSize() {
    long least = Math.ceilDiv(size, (long) PartRange.MAX_NUMBER);
    long blocks = Math.ceilDiv(Math.max(least, PART_SIZE), (long) BlockDigests.BLOCK_SIZE);
    return blocks * BlockDigests.BLOCK_SIZE;
  }
}
