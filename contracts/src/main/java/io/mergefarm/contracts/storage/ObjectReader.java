package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** An immutable object, or a file read in place, open for ranged reads by many threads. */
public interface ObjectReader extends AutoCloseable {

  /** In bytes. */
  long size();

  /**
   * What tells the object from others of its key and size, such as its ETag; empty where nothing
   * does.
   */
  default String version() {
    return "";
  }

  /**
   * Reads {@code scratch.byteSize()} bytes from an offset.
   *
   * @return the bytes: a read-only view of mapped memory where there is one, else {@code scratch},
   *     filled. Valid until this reader is closed or {@code scratch} is used again.
   * @throws IndexOutOfBoundsException if the range does not lie in the object
   * @throws IOException if the bytes can not be read, or the object has changed since it was opened
   */
  MemorySegment read(long offset, MemorySegment scratch) throws IOException;

  /**
   * Says that a range will be read soon, so that it may be fetched meanwhile.
   *
   * @throws IndexOutOfBoundsException if the range does not lie in the object
   */
  default void prefetch(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, size());
  }

  @Override
  void close() throws IOException;
}
