package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.MethodDescriptor.ResultType;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.safetensors.DType;
import java.util.List;

/**
 * Decides what a merged tensor is rounded to: {@code out_dtype}, else {@code dtype}, else by the
 * method.
 */
final class ResultTypes {

  private final Recipe recipe;
  private final ResultType rule;

  ResultTypes(Recipe recipe, ResultType rule) {
    this.recipe = recipe;
    this.rule = rule;
  }

  DType of(List<InputTensor> inputs) {
    return recipe.outDtype().or(recipe::dtype).orElseGet(() -> byMethod(inputs));
  }

  private DType byMethod(List<InputTensor> inputs) {
    return switch (rule) {
      case BASE ->
          inputs.stream()
              .filter(tensor -> tensor.input().base())
              .findFirst()
              .orElse(inputs.getFirst())
              .stored()
              .dtype();
      case PROMOTED ->
          inputs.stream()
              .map(tensor -> tensor.stored().dtype())
              .reduce(ResultTypes::promote)
              .orElseThrow();
    };
  }

  /** A dtype that holds the values of both, or float32 in place of the two half precisions. */
  static DType promote(DType left, DType right) {
    if (left == right) {
      return left;
    }
    if (left.bits() == right.bits()) {
      return DType.F32;
    }
    return left.bits() > right.bits() ? left : right;
  }
}
