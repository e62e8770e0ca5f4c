package io.mergefarm.contracts.source;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;

/**
 * Where a tensor lies in a source.
 *
 * @param file the path of its {@link SourceFile}
 * @param offset its first byte, counted from the start of the file
 */
public record StoredTensor(String file, long offset, DType dtype, Shape shape) {

  public long byteSize() {
    return dtype.byteSize(shape.elements());
  }
}
