package io.mergefarm.planner.planning;

import io.mergefarm.contracts.source.StoredTensor;
import java.util.List;

/** A stored tensor in its part of an output tensor. */
record InputTensor(SliceInput input, String name, StoredTensor stored) {

  /** A tensor of another model in its place. */
  InputTensor of(Checkpoint checkpoint, String other) {
    return new InputTensor(
        new SliceInput(input.path(), checkpoint, false, input.from(), List.of()),
        other,
        checkpoint.tensor(other).orElseThrow());
  }

  /** Whether its rows have the shape of those of another tensor. */
  boolean hasRowsLike(InputTensor other) {
    return row().equals(other.row());
  }

  private List<Long> row() {
    List<Long> extents = stored.shape().dimensions();
    return extents.isEmpty() ? extents : extents.subList(1, extents.size());
  }
}
