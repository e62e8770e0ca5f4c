package io.mergefarm.assembler.checkpoint;

import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.plan.PlannedTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which shard holds which tensor: the file {@code model.safetensors.index.json}.
 *
 * @param weightMap the shard of each tensor, in the order of the shards and of their offsets
 */
record WeightIndex(Metadata metadata, Map<String, String> weightMap) {

  static final String FILE = "model.safetensors.index.json";

  /**
   * What stands before the map.
   *
   * @param totalSize the bytes of all tensors, headers apart
   */
  record Metadata(long totalSize) {}

  /** The index of a plan's output; a single shard has none. */
  static Optional<WeightIndex> of(MergePlan plan) {
    if (plan.shards().size() < 2) {
      return Optional.empty();
    }
    Map<String, String> weightMap = new LinkedHashMap<>();
    long totalSize = 0;
    for (PlannedShard shard : plan.shards()) {
      for (PlannedTensor tensor : shard.tensors()) {
        weightMap.put(tensor.name(), shard.name());
        totalSize = Math.addExact(totalSize, tensor.byteSize());
      }
    }
    return Optional.of(new WeightIndex(new Metadata(totalSize), weightMap));
  }
}
