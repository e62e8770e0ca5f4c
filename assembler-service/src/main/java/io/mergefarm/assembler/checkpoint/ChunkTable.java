package io.mergefarm.assembler.checkpoint;

import io.mergefarm.contracts.plan.ChunkDigests;
import java.util.HashMap;
import java.util.Map;

/** The chunk digests of many tensors, by the file and the name of each. */
final class ChunkTable {

  private record Key(String file, String tensor) {}

  private final Map<Key, TensorChunks> tensors = new HashMap<>();

  /** Makes a tensor known, none of whose chunks is known yet. */
  void expect(String file, String tensor, long elements) {
    tensors.put(new Key(file, tensor), new TensorChunks(elements));
  }

  /**
   * Notes a run of chunks.
   *
   * @return whether it agrees with what is known already
   * @throws CheckpointException if there is no such tensor, or the run does not lie in it
   */
  boolean add(ChunkDigests run) throws CheckpointException {
    TensorChunks chunks = tensors.get(new Key(run.file(), run.tensor()));
    if (chunks == null) {
      throw new CheckpointException(
          "a part's record tells of tensor %s of %s, which the plan does not know"
              .formatted(run.tensor(), run.file()));
    }
    return chunks.add(run);
  }

  /** The chunks of a tensor that was made known. */
  TensorChunks get(String file, String tensor) {
    return tensors.get(new Key(file, tensor));
  }
}
