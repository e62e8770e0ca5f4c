package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.StoreUnavailableException;
import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * A bucket, request by request. Every request may end in a {@link StoreUnavailableException}, after
 * which it may be sent again; keys are whole, and sizes and offsets are in bytes.
 */
interface Bucket {

  /** What the bucket knows of an object. */
  record Entry(String key, String etag, long size) {}

  /** Objects in the order of their keys, and where to go on. */
  record Page<T>(List<T> entries, Optional<String> next) {}

  /** An upload that was neither completed nor aborted. */
  record OpenUpload(String key, String id) {}

  Optional<Entry> head(String key) throws IOException;

  /**
   * Fills a segment from an object.
   *
   * @throws io.mergefarm.contracts.storage.ObjectChangedException if it has another ETag
   * @throws java.nio.file.NoSuchFileException if it is gone
   */
  void read(Entry object, long offset, MemorySegment target) throws IOException;

  /**
   * A whole object.
   *
   * @throws IOException if it has more than {@code maxBytes}
   */
  Optional<byte[]> get(String key, int maxBytes) throws IOException;

  void put(String key, byte[] content) throws IOException;

  /**
   * Objects whose key begins with a prefix.
   *
   * @param from what the page before said
   */
  Page<Entry> list(String prefix, Optional<String> from) throws IOException;

  /** Copies an object of any bucket of the server within the server. */
  void copyFrom(String bucket, String key, String target) throws IOException;

  void delete(String key) throws IOException;

  /** Begins an upload and returns its id. */
  String createUpload(String key) throws IOException;

  /**
   * Stores a part and returns its ETag.
   *
   * @throws NoSuchS3UploadException if there is no such upload
   */
  String uploadPart(String key, String uploadId, int number, PartBody body) throws IOException;

  /** Parts in the order of their numbers, the page after a number. */
  Page<UploadedPart> listParts(String key, String uploadId, Optional<String> from)
      throws IOException;

  void completeUpload(String key, String uploadId, List<UploadedPart> parts) throws IOException;

  void abortUpload(String key, String uploadId) throws IOException;

  /** The open uploads of an object. */
  List<OpenUpload> listUploads(String key) throws IOException;
}
