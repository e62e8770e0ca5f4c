package io.mergefarm.planner.planning;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.source.StoredTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the stored tensors that output tensors are merged from. All inputs must have a tensor, in
 * one shape; only the head may be missing from a checkpoint whose embedding serves as its head.
 */
final class InputMatcher {

  private final Optional<OutputTokens> tokens;
  private final Tally missing = new Tally();
  private final Tally shapes = new Tally();
  private final Tally dtypes = new Tally();

  /**
   * @param tokens may bring matrices of different vocabularies into one order
   */
  InputMatcher(Optional<OutputTokens> tokens) {
    this.tokens = tokens;
  }

  /** The inputs of a tensor, in the order of the slice's; empty where they do not fit. */
  Optional<List<InputTensor>> match(OutputTensor tensor) {
    List<SliceInput> inputs = tensor.slice().inputs();
    List<InputTensor> found = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      String name = storedName(tensor, i);
      Optional<StoredTensor> stored = inputs.get(i).checkpoint().tensor(name);
      if (stored.isEmpty()) {
        missing.add(inputs.get(i), name);
      } else {
        found.add(new InputTensor(inputs.get(i), name, stored.get()));
      }
    }
    return found.size() == inputs.size() && alike(found) ? Optional.of(found) : Optional.empty();
  }

  /** Reports what did not fit, one problem for each input and kind. */
  void report(Problems problems) {
    missing.forEach(
        (input, names) ->
            problems.error(
                "missing-tensor",
                input.path(),
                "%s lacks tensors that other models of this merge have: %s."
                    .formatted(input.model(), names),
                "All models of a merge need the same tensors."));
    shapes.forEach(
        (input, differences) ->
            problems.error(
                "shape-mismatch",
                input.path(),
                "Tensors of %s have other shapes: %s.".formatted(input.model(), differences),
                "Models of different vocabularies are merged with tokenizer: {source: union}; other"
                    + " differences of shape are not supported yet."));
    dtypes.forEach(
        (input, differences) ->
            problems.error(
                "dtype-mismatch",
                input.path(),
                "Tensors of %s can not be computed with, and have other dtypes: %s."
                    .formatted(input.model(), differences)));
  }

  private static String storedName(OutputTensor tensor, int place) {
    String name = tensor.inputNames().get(place);
    Checkpoint checkpoint = tensor.slice().inputs().get(place).checkpoint();
    boolean embeddingServes =
        checkpoint.tensor(name).isEmpty() && checkpoint.tied() && isHead(name, tensor.slice());
    return embeddingServes ? checkpoint.embedding().orElse(name) : name;
  }

  private static boolean isHead(String name, Slice slice) {
    return slice.inputs().stream().anyMatch(input -> input.checkpoint().head(name));
  }

  private boolean alike(List<InputTensor> found) {
    boolean computed = found.stream().allMatch(tensor -> tensor.stored().dtype().arithmetic());
    InputTensor first = found.getFirst();
    boolean gathered = tokens.isPresent() && found.stream().anyMatch(tokens.get()::cover);
    boolean alike = !gathered || gatherable(found);
    for (InputTensor other : found.subList(1, found.size())) {
      alike &= sameShape(first, other, gathered) && (computed || sameDType(first, other));
    }
    return alike;
  }

  private boolean gatherable(List<InputTensor> found) {
    boolean gatherable = true;
    for (InputTensor tensor : found) {
      if (!tensor.stored().dtype().arithmetic()) {
        dtypes.add(
            tensor.input(),
            "%s is %s, so its rows can not be brought into another order"
                .formatted(tensor.name(), tensor.stored().dtype()));
        gatherable = false;
      }
    }
    return gatherable;
  }

  private boolean sameShape(InputTensor first, InputTensor other, boolean gathered) {
    boolean same =
        gathered ? first.hasRowsLike(other) : first.stored().shape().equals(other.stored().shape());
    if (!same) {
      shapes.add(
          other.input(),
          "%s is %s, in %s %s"
              .formatted(
                  other.name(),
                  other.stored().shape(),
                  first.input().model(),
                  first.stored().shape()));
    }
    return same;
  }

  private boolean sameDType(InputTensor first, InputTensor other) {
    DType firstType = first.stored().dtype();
    DType otherType = other.stored().dtype();
    if (firstType != otherType) {
      dtypes.add(
          other.input(),
          "%s is %s, in %s %s"
              .formatted(other.name(), otherType, first.input().model(), firstType));
    }
    return firstType == otherType;
  }
}
