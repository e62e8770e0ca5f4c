package io.mergefarm.worker.evaluation;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The bytes of an output tensor, to be taken chunk by chunk from the front. */
@FunctionalInterface
interface TensorContent {

  /** The bytes of elements that lie in one chunk, and their digest. */
  Chunk chunk(ElementRange elements) throws IOException;

  /**
   * A run of bytes.
   *
   * @param bytes valid until the next chunk is asked for
   */
  record Chunk(MemorySegment bytes, String digest) {}
}
