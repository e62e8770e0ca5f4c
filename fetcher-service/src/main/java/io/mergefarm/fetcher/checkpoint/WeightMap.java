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

  static final String FILE = "model.safetensors.index.json";

  private static final String SUFFIX = ".safetensors";

  static WeightMap of(CheckpointFolder folder, ObjectNode index) throws CheckpointException {
    if (!(index.get("weight_map") instanceof ObjectNode entries) || entries.isEmpty()) {
      throw folder.problem(FILE + " has no weight_map with tensors; download it again");
    }
    Map<String, String> shards = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      String shard = entry.getValue().textValue();
      if (shard == null || !isPlainFileName(shard)) {
        throw folder.problem(
            "%s puts tensor %s in %s, which is not the plain name of a safetensors file in the"
                    .formatted(FILE, entry.getKey(), entry.getValue())
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

  private static boolean isPlainFileName(String name) {
    return name.endsWith(SUFFIX)
        && !name.startsWith(".")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }
}
