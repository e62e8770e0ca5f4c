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
  private final Tally dropped = new Tally();

  void missing(List<InputTensor> tensors) {
    tensors.forEach(tensor -> missing.add(tensor.input(), tensor.name()));
  }

  /** Notes inputs whose shape, or else whose dtype is not that of the first one. */
  void unlike(InputTensor first, List<InputTensor> others) {
    for (InputTensor other : others) {
      if (!other.hasShapeOf(first)) {
        shapes.add(other.input(), difference(first, other, first.shape(), other.shape()));
      } else if (other.dtype() != first.dtype()) {
        dtypes.add(other.input(), difference(first, other, first.dtype(), other.dtype()));
      }
    }
  }

  /** Notes inputs that can not be computed with, though their rows must change places. */
  void unordered(List<InputTensor> found) {
    found.stream()
        .filter(tensor -> !tensor.dtype().arithmetic())
        .forEach(
            tensor ->
                dtypes.add(
                    tensor.input(),
                    "%s is %s, so its rows can not be brought into the order of the tokens"
                        .formatted(tensor.name(), tensor.dtype())));
  }

  void kept(InputTensor tensor) {
    kept.add(tensor.input(), tensor.name());
  }

  /** Notes what only these inputs have, and the output does without. */
  void dropped(List<InputTensor> tensors) {
    tensors.forEach(tensor -> dropped.add(tensor.input(), tensor.name()));
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
    dropped.forEach(
        (input, names) ->
            problems.warning(
                "buffers-dropped",
                input.path(),
                "Not all models store what their code computes from the config, so it is left out: %s of %s."
                    .formatted(names, input.model())));
  }
}
