package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Submatrix;
import io.mergefarm.contracts.recipe.OnMismatch;
import io.mergefarm.contracts.recipe.OnMismatch.Policy;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds the tensors that output tensors are merged from. All inputs must have a tensor, in one
 * shape, unless the recipe's {@code on_mismatch} says what to do. Two rules hold without being
 * said: a head may be missing from a checkpoint whose embedding serves as its head, and tensors
 * with a row for each token are cut to the rows and columns that all have, unless the recipe's
 * tokenizer brings their rows into one order.
 */
final class InputMatcher {

  private final OnMismatch onMismatch;
  private final Optional<OutputTokens> tokens;
  private final Mismatches mismatches = new Mismatches();

  /**
   * A matcher.
   *
   * @param tokens may bring matrices of different vocabularies into one order
   */
  InputMatcher(OnMismatch onMismatch, Optional<OutputTokens> tokens) {
    this.onMismatch = onMismatch;
    this.tokens = tokens;
  }

  /** What a tensor comes from; empty where its inputs do not fit, or it is left out. */
  Optional<Match> match(OutputTensor tensor) {
    List<SliceInput> inputs = tensor.slice().inputs();
    List<InputTensor> found = new ArrayList<>(inputs.size());
    List<InputTensor> missing = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      SliceInput input = inputs.get(i);
      String name = nameInCheckpoint(tensor, i);
      Optional<TensorExpression> expression = input.checkpoint().tensor(name);
      InputTensor one = new InputTensor(input, name, expression.orElse(null));
      (expression.isPresent() ? found : missing).add(one);
    }
    if (missing.isEmpty()) {
      return fit(tensor, found);
    }
    if (policy(tensor, found) == Policy.BASE) {
      return Optional.of(kept(found));
    }
    if (ComputedBuffers.contain(tensor.name())) {
      mismatches.dropped(found);
      return Optional.empty();
    }
    mismatches.missing(missing);
    return Optional.empty();
  }

  /** Reports what did not fit, one problem for each input and kind. */
  void report(Problems problems) {
    mismatches.report(problems);
  }

  private Policy policy(OutputTensor tensor, List<InputTensor> found) {
    return onMismatch
        .of(tensor.name())
        .orElse(
            found.stream().allMatch(InputMatcher::hasRowsOfTokens)
                ? Policy.SUBMATRIX
                : Policy.ERROR);
  }

  private static boolean hasRowsOfTokens(InputTensor tensor) {
    return tensor.input().checkpoint().tokenRows(tensor.name());
  }

  private static String nameInCheckpoint(OutputTensor tensor, int place) {
    String name = tensor.inputNames().get(place);
    Checkpoint checkpoint = tensor.slice().inputs().get(place).checkpoint();
    boolean embeddingServes =
        checkpoint.tensor(name).isEmpty() && checkpoint.tied() && isHead(name, tensor.slice());
    return embeddingServes ? checkpoint.embedding().orElse(name) : name;
  }

  private static boolean isHead(String name, Slice slice) {
    return slice.inputs().stream().anyMatch(input -> input.checkpoint().head(name));
  }

  private Optional<Match> fit(OutputTensor tensor, List<InputTensor> found) {
    InputTensor first = found.getFirst();
    boolean gathered = gathered(found);
    boolean computed = found.stream().allMatch(other -> other.dtype().arithmetic());
    if (gathered && !computed) {
      mismatches.unordered(found);
      return Optional.empty();
    }
    List<InputTensor> unlike =
        found.stream()
            .filter(other -> !(gathered ? first.hasRowsLike(other) : first.hasShapeOf(other)))
            .toList();
    boolean sameType = computed || found.stream().allMatch(other -> other.dtype() == first.dtype());
    if (unlike.isEmpty() && sameType) {
      return Optional.of(new Match.Merged(found));
    }
    Policy policy = policy(tensor, found);
    if (policy == Policy.BASE) {
      return Optional.of(kept(found));
    }
    if (policy == Policy.SUBMATRIX && computed && equalRanks(found)) {
      return Optional.of(new Match.Merged(cut(found)));
    }
    mismatches.unlike(first, sameType ? unlike : found);
    return Optional.empty();
  }

  private boolean gathered(List<InputTensor> found) {
    return tokens.filter(order -> found.stream().anyMatch(order::cover)).isPresent();
  }

  private Match kept(List<InputTensor> found) {
    InputTensor kept =
        found.stream().filter(tensor -> tensor.input().base()).findFirst().orElse(found.getFirst());
    mismatches.kept(kept);
    return new Match.Kept(kept);
  }

  private static boolean equalRanks(List<InputTensor> found) {
    return found.stream().map(tensor -> tensor.shape().rank()).distinct().count() == 1;
  }

  /** Rows that are brought into one order need not be equally many. */
  private List<InputTensor> cut(List<InputTensor> found) {
    boolean gathered = gathered(found);
    Shape common = common(found);
    return found.stream()
        .map(tensor -> cut(tensor, gathered ? common.withRows(tensor.rows()) : common))
        .toList();
  }

  private InputTensor cut(InputTensor tensor, Shape common) {
    if (tensor.shape().equals(common)) {
      return tensor;
    }
    mismatches.cut(tensor, common);
    return new InputTensor(
        tensor.input(), tensor.name(), new Submatrix(common, tensor.expression()));
  }

  private static Shape common(List<InputTensor> found) {
    return new Shape(
        IntStream.range(0, found.getFirst().shape().rank())
            .mapToObj(axis -> shortest(found, axis))
            .toList());
  }

  private static long shortest(List<InputTensor> found, int axis) {
    return found.stream()
        .mapToLong(tensor -> tensor.shape().dimensions().get(axis))
        .min()
        .orElseThrow();
  }
}
