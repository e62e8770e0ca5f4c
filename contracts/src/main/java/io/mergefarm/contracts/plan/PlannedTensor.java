package io.mergefarm.contracts.plan;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;

/**
 * One tensor of an output shard.
 *
 * @param offset its first byte, counted from the start of the shard's file
 */
public record PlannedTensor(String name, long offset, TensorExpression expression) {

  public DType dtype() {
    return expression.dtype();
  }

  public Shape shape() {
    return expression.shape();
  }

  public long byteSize() {
    return dtype().byteSize(shape().elements());
  }
}
