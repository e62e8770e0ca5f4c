package io.mergefarm.contracts.plan;

import java.util.List;

/**
 * Digests of consecutive chunks of one tensor: XXH3-128 of the bytes of each chunk, in hex. A chunk
 * is a fixed number of elements, so the digests do not depend on how a merge was cut into parts.
 *
 * @param file the path of the file that holds the tensor, as {@code model/path} for an input and
 *     the shard's name for an output
 * @param tensor the tensor's name there
 * @param firstChunk the place of the first chunk in the tensor
 */
public record ChunkDigests(String file, String tensor, long firstChunk, List<String> digests) {

  /** The elements of a chunk; the last one of a tensor may have fewer. */
  public static final long CHUNK_ELEMENTS = 1L << 19;

  public ChunkDigests {
    digests = List.copyOf(digests);
  }
}
