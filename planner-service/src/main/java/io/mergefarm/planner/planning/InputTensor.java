package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.List;

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

  Checkpoint checkpoint() {
    return input.checkpoint();
  }

  /** The first extent. */
  long rows() {
    return shape().dimensions().getFirst();
  }

  /** A tensor of another model in its place. */
  InputTensor of(Checkpoint checkpoint, String other) {
    return new InputTensor(
        new SliceInput(input.path(), checkpoint, false, input.from(), List.of()),
        other,
        checkpoint.tensor(other).orElseThrow());
  }

  boolean hasShapeOf(InputTensor other) {
    return shape().equals(other.shape());
  }

  /** Whether its rows have the shape of those of another tensor. */
  boolean hasRowsLike(InputTensor other) {
    return row().equals(other.row());
  }

  private List<Long> row() {
    List<Long> extents = shape().dimensions();
    return extents.isEmpty() ? extents : extents.subList(1, extents.size());
  }
}
