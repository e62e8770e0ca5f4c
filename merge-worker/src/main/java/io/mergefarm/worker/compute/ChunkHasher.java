package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;

/** Digests chunks of tensors: XXH3-128 with seed 0, of the canonical implementation. */
public interface ChunkHasher {

  /**
   * Begins the digest of a chunk.
   *
   * @param bytes the chunk's place; its bytes need to be there when the digest advances over them,
   *     and stay until it is finished
   */
  Digest begin(MemorySegment bytes);

  /** The digest of a chunk whose bytes are all there. */
  default String hash(MemorySegment bytes) {
    return begin(bytes).finish();
  }

  /** A digest under way. It follows the computation, so that it finds the bytes in the cache. */
  interface Digest {

    /** Takes in the bytes before an offset, as far as the algorithm can; never goes back. */
    void advance(long offset);

    /** Takes in the rest, and gives the digest as 32 hex digits, the upper half first. */
    String finish();
  }
}
