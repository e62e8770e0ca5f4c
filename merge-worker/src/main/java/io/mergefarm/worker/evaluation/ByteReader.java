package io.mergefarm.worker.evaluation;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Reads bytes of one file. */
@FunctionalInterface
interface ByteReader {

  /**
   * Reads {@code scratch.byteSize()} bytes.
   *
   * @return the bytes, in {@code scratch} or elsewhere, valid until it is used again
   */
  MemorySegment read(long offset, MemorySegment scratch) throws IOException;
}
