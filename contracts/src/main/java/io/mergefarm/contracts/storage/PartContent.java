package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of a part, produced in order while they are written; a store may ask more than once.
 */
@FunctionalInterface
public interface PartContent {

  void writeTo(Sink sink) throws IOException;

  /** Takes the bytes of a part, front to back. */
  @FunctionalInterface
  interface Sink {
    /** Consumes all remaining bytes; the buffer may be used again afterwards. */
    void write(ByteBuffer bytes) throws IOException;
  }
}
