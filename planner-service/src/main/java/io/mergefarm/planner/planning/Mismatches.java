package io.mergefarm.planner.planning;

import io.mergefarm.contracts.safetensors.Shape;
import java.util.List;

/** Gathers what models do not agree on, to be told of once for each model and kind. */
final class Mismatches {

  private static final String POLICY =
      "To take them from the base, write on_mismatch: base, or name them by filter.";

  private final Tally missing = new Tally();
  private final Tally shapes = new Tally();
  private final Tally dtypes = new Tally();
  private final Tally kept = new Tally();
  private final Tally cut = new Tally();

  void missing(List<InputTensor> tensors) {
    tensors.forEach(tensor -> missing.add(tensor.input(), tensor.name()));
  }

  /**
   * Notes inputs of which shapes or dtypes differ.
   *
   * @param computed whether all can be computed with, so that dtypes do not matter
   */
  void unlike(List<InputTensor> found, boolean computed) {
    InputTensor first = found.getFirst();
    for (InputTensor other : found.subList(1, found.size())) {
      if (!other.shape().equals(first.shape())) {
        shapes.add(other.input(), difference(first, other, first.shape(), other.shape()));
      } else if (!computed && other.dtype() != first.dtype()) {
        dtypes.add(other.input(), difference(first, other, first.dtype(), other.dtype()));
      }
    }
  }

  void kept(InputTensor tensor) {
    kept.add(tensor.input(), tensor.name());
  }

  void cut(InputTensor tensor, Shape common) {
    cut.add(tensor.input(), "%s from %s to %s".formatted(tensor.name(), tensor.shape(), common));
  }

  private static String difference(
      InputTensor first, InputTensor other, Object firstValue, Object otherValue) {
    return "%s is %s, in %s %s"
        .formatted(other.name(), otherValue, first.input().model(), firstValue);
  }

  void report(Problems problems) {
    missing.forEach(
        (input, names) ->
            problems.error(
                "missing-tensor",
                input.path(),
                "%s lacks tensors that other models of this merge have: %s."
                    .formatted(input.model(), names),
                POLICY));
    shapes.forEach(
        (input, differences) ->
            problems.error(
                "shape-mismatch",
                input.path(),
                "Tensors of %s have other shapes: %s.".formatted(input.model(), differences),
                POLICY + " To cut them to what all models have, write on_mismatch: submatrix."));
    dtypes.forEach(
        (input, differences) ->
            problems.error(
                "dtype-mismatch",
                input.path(),
                "Tensors of %s can not be computed with, and have other dtypes: %s."
                    .formatted(input.model(), differences),
                POLICY));
    kept.forEach(
        (input, names) ->
            problems.warning(
                "tensors-kept",
                input.path(),
                "The models do not agree on some tensors, which are taken from %s as they are: %s."
                    .formatted(input.model(), names)));
    cut.forEach(
        (input, cuts) ->
            problems.warning(
                "tensors-cut",
                input.path(),
                "Tensors of %s are cut to what all models have: %s."
                    .formatted(input.model(), cuts)));
  }
}
