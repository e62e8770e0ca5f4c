package io.mergefarm.contracts.safetensors;

/**
 * One entry of a safetensors header.
 *
 * @param begin first byte, counted from the end of the header
 * @param end one past the last byte, counted from the end of the header
 */
public record TensorInfo(String name, DType dtype, Shape shape, long begin, long end) {

  public long byteSize() {
    return end - begin;
  }
}
