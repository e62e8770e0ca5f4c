package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** An immutable object, or a file read in place, open for ranged reads by many threads. */
public interface ObjectReader extends AutoCloseable {

  /** In bytes. */
  long size();

  /**
   * Reads {@code scratch.byteSize()} bytes from an offset.
   *
   * @return the bytes: a read-only view of mapped memory where there is one, else {@code scratch},
   *     filled. Valid until this reader is closed or {@code scratch} is used again.
   * @throws IndexOutOfBoundsException if the range does not lie in the object
   * @throws IOException if the bytes can not be read, or the object has changed since it was opened
   */
  MemorySegment read(long offset, MemorySegment scratch) throws IOException;

  @Override
  void close() throws IOException;
}
