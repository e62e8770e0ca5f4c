package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where all bytes live. An object appears under its key complete or not at all; the truth about a
 * merge is what the store holds, and every event handler compares it with the plan.
 *
 * <p>A large object is written as one multipart upload whose parts may arrive in any order, from
 * any number of processes, more than once. Implementations are safe for use by many threads.
 */
public interface ObjectStore {

  /** Where the object of a key lies, whether or not it is there: a {@code file:} or s3: URI. */
  URI address(ObjectKey key);

  /** An object's size, or empty where there is no such object. */
  Optional<ObjectStat> stat(ObjectKey key) throws IOException;

  /**
   * Opens an object for ranged reads.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such object
   */
  ObjectReader open(ObjectKey key) throws IOException;

  /**
   * A whole small object.
   *
   * @param maxBytes the most that will be read
   * @return empty where there is no such object
   * @throws IOException if the object is larger than {@code maxBytes}
   */
  Optional<byte[]> get(ObjectKey key, int maxBytes) throws IOException;

  /** Writes a small object, replacing one of the same key. */
  void put(ObjectKey key, byte[] content) throws IOException;

  /** All objects whose key begins with the prefix and a slash, ordered by key. */
  List<ObjectStat> list(ObjectKey prefix) throws IOException;

  void copy(ObjectKey from, ObjectKey to) throws IOException;

  /** Deletes an object; nothing happens where there is none. */
  void delete(ObjectKey key) throws IOException;

  /**
   * Begins a multipart upload.
   *
   * @param size of the whole object in bytes
   * @return the upload, which any process may go on with
   */
  Upload createUpload(ObjectKey key, long size) throws IOException;

  /**
   * Writes one part of an upload, replacing an earlier one of the same number.
   *
   * @return the part as the store keeps it
   * @throws NoSuchUploadException if the upload was completed or aborted
   */
  UploadedPart uploadPart(Upload upload, PartRange range, PartContent content) throws IOException;

  /**
   * The parts that are stored, ordered by number.
   *
   * @throws NoSuchUploadException if the upload was completed or aborted
   */
  List<UploadedPart> listParts(Upload upload) throws IOException;

  /**
   * Makes the object appear, durably and at once.
   *
   * @param parts every part, ordered by number
   * @throws NoSuchUploadException if the upload was aborted; a store may also say so of one that is
   *     completed already
   */
  void completeUpload(Upload upload, List<UploadedPart> parts) throws IOException;

  /** Drops an upload and its parts; nothing happens where there is none. */
  void abortUpload(Upload upload) throws IOException;

  /** Drops all uploads of an object, also those whose ids nobody has kept. */
  void abortUploads(ObjectKey key) throws IOException;
}
