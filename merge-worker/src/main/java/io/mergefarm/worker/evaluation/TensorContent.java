package io.mergefarm.worker.evaluation;

import java.io.IOException;

/** The bytes of an output tensor, to be taken chunk by chunk from the front. */
@FunctionalInterface
interface TensorContent {

  /**
   * Writes elements that lie in one chunk.
   *
   * @return the digest of what was written
   */
  String write(ElementRange elements, ChunkTarget target) throws IOException;
}
