package io.mergefarm.fetcher.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a sharded checkpoint's index says.
 *
 * @param shards the file of every tensor, by the tensor's name
 */
record WeightMap(Map<String, String> shards) {

  static WeightMap of(CheckpointFolder folder, WeightFormat format, ObjectNode index)
      throws CheckpointException {
    if (!(index.get("weight_map") instanceof ObjectNode entries) || entries.isEmpty()) {
      throw folder.problem(format.index() + " has no weight_map with tensors; download it again");
    }
    Map<String, String> shards = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      String shard = entry.getValue().textValue();
      if (shard == null || !format.isPlainFileName(shard)) {
        throw folder.problem(
            "%s puts tensor %s in %s, which is not the plain name of a file of weights in the"
                    .formatted(format.index(), entry.getKey(), entry.getValue())
                + " folder; use checkpoints from a source that you trust");
      }
      shards.put(entry.getKey(), shard);
    }
    return new WeightMap(shards);
  }

  /** Every shard's name once. */
  SortedSet<String> files() {
    return new TreeSet<>(shards.values());
  }
}
