package io.mergefarm.contracts.plan;

import io.mergefarm.contracts.storage.PartRange;
import java.util.List;

/**
 * A contiguous run of a shard's bytes that is merged by itself.
 *
 * @param id unique in the merge
 * @param tensors what the run holds, in order; behind the header where the part is the first
 */
public record PlannedPart(String id, PartRange range, List<TensorRange> tensors) {

  public PlannedPart {
    tensors = List.copyOf(tensors);
  }

  /**
   * Elements of one tensor of the shard.
   *
   * @param tensor its place among the shard's tensors
   * @param from the first element, a multiple of {@link ChunkDigests#CHUNK_ELEMENTS}
   * @param to one past the last element: such a multiple, or the tensor's end
   */
  public record TensorRange(int tensor, long from, long to) {}
}
