package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.TensorExpression;

/** An output tensor that has no place yet. */
record NamedExpression(String name, TensorExpression expression) {

  long byteSize() {
    return expression.dtype().byteSize(expression.shape().elements());
  }
}
