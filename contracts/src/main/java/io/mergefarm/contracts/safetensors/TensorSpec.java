package io.mergefarm.contracts.safetensors;

/** A tensor that a file is to hold. */
public record TensorSpec(String name, DType dtype, Shape shape) {

  /**
   * Its size in bytes.
   *
   * @throws ArithmeticException if it does not end on a byte, or exceeds a long
   */
  public long byteSize() {
    return dtype.byteSize(shape.elements());
  }
}
