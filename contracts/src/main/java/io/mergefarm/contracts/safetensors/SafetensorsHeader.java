package io.mergefarm.contracts.safetensors;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a safetensors file holds, without its weights.
 *
 * @param metadata free text by key, in the order of the file
 * @param tensors ordered by offset, without holes from 0 to the end of the data
 * @param dataOffset where the data begins: the size of the length word and the JSON in bytes
 */
public record SafetensorsHeader(
    Map<String, String> metadata, List<TensorInfo> tensors, long dataOffset) {

  public SafetensorsHeader {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = List.copyOf(tensors);
  }

  /** The size of the whole file in bytes. */
  public long fileSize() {
    return tensors.isEmpty() ? dataOffset : Math.addExact(dataOffset, tensors.getLast().end());
  }

  /** The first byte of one of the tensors, counted from the start of the file. */
  public long fileOffset(TensorInfo tensor) {
    return Math.addExact(dataOffset, tensor.begin());
  }
}
