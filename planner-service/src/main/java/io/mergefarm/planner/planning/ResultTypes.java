package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.safetensors.DType;
import java.util.List;
import java.util.function.Function;

/**
 * Decides what a merged tensor is rounded to: {@code out_dtype}, else {@code dtype}, else a rule.
 */
final class ResultTypes {

  private final Recipe recipe;
  private final Function<List<InputTensor>, DType> otherwise;

  private ResultTypes(Recipe recipe, Function<List<InputTensor>, DType> otherwise) {
    this.recipe = recipe;
    this.otherwise = otherwise;
  }

  /** The rule of an output: where it says nothing the method decides. */
  static ResultTypes ofOutput(Recipe recipe, MethodDescriptor method) {
    return new ResultTypes(
        recipe,
        switch (method.result()) {
          case BASE -> ResultTypes::base;
          case PROMOTED -> ResultTypes::promoted;
        });
  }

  /** The rule of a stage: where it says nothing its results go on as they were computed. */
  static ResultTypes ofStage(Recipe recipe) {
    return new ResultTypes(recipe, inputs -> DType.F32);
  }

  DType of(List<InputTensor> inputs) {
    return recipe.outDtype().or(recipe::dtype).orElseGet(() -> otherwise.apply(inputs));
  }

  private static DType base(List<InputTensor> inputs) {
    return inputs.stream()
        .filter(tensor -> tensor.input().base())
        .findFirst()
        .orElse(inputs.getFirst())
        .dtype();
  }

  private static DType promoted(List<InputTensor> inputs) {
    return inputs.stream().map(InputTensor::dtype).reduce(ResultTypes::promote).orElseThrow();
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
