package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;

/** Digests chunks of tensors: XXH3-128 with seed 0, of the canonical implementation. */
public interface ChunkHasher {

  /** The digest as 32 hex digits, the upper half first. */
  String hash(MemorySegment bytes);
}
