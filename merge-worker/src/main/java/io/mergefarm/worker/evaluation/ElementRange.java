package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.ChunkDigests;

/**
 * Consecutive elements of a tensor.
 *
 * @param from the first
 * @param to one past the last
 */
record ElementRange(long from, long to) {

  long length() {
    return to - from;
  }

  /** The number of its first chunk. */
  long firstChunk() {
    return from / ChunkDigests.CHUNK_ELEMENTS;
  }

  /** What lies in the same chunk as an element of the range, from there on. */
  ElementRange inChunkOf(long element) {
    long chunkEnd = (element / ChunkDigests.CHUNK_ELEMENTS + 1) * ChunkDigests.CHUNK_ELEMENTS;
    return new ElementRange(element, Math.min(chunkEnd, to));
  }

  /** Whether it is made of whole chunks of a tensor. */
  boolean wholeChunks(long elements) {
    return from >= 0
        && from <= to
        && to <= elements
        && from % ChunkDigests.CHUNK_ELEMENTS == 0
        && (to == elements || to % ChunkDigests.CHUNK_ELEMENTS == 0);
  }
}
