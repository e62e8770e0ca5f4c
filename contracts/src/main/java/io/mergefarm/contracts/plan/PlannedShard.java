package io.mergefarm.contracts.plan;

import java.util.List;

/**
 * An output file, laid out byte for byte.
 *
 * @param name of the file
 * @param size of the file in bytes
 * @param headerSize its first bytes: the length word and the safetensors header
 */
public record PlannedShard(
    String name, long size, long headerSize, List<PlannedTensor> tensors, List<PlannedPart> parts) {

  public PlannedShard {
    tensors = List.copyOf(tensors);
    parts = List.copyOf(parts);
  }
}
