package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;

/**
 * A model's tensor in its part of an output tensor.
 *
 * @param name in the model
 */
record InputTensor(SliceInput input, String name, TensorExpression expression) {

  DType dtype() {
    return expression.dtype();
  }

  Shape shape() {
    return expression.shape();
  }
}
