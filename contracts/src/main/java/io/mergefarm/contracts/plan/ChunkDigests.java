package io.mergefarm.contracts.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

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

  /**
   * The digests of chunks that need not be neighbours, one for each run of neighbours.
   *
   * @param byChunk by their places in the tensor
   */
  public static List<ChunkDigests> runs(
      String file, String tensor, SortedMap<Long, String> byChunk) {
    List<ChunkDigests> runs = new ArrayList<>();
    List<String> run = new ArrayList<>();
    long next = -1;
    for (Map.Entry<Long, String> chunk : byChunk.entrySet()) {
      if (chunk.getKey() != next && !run.isEmpty()) {
        runs.add(new ChunkDigests(file, tensor, next - run.size(), run));
        run.clear();
      }
      run.add(chunk.getValue());
      next = chunk.getKey() + 1;
    }
    if (!run.isEmpty()) {
      runs.add(new ChunkDigests(file, tensor, next - run.size(), run));
    }
    return runs;
  }
}
