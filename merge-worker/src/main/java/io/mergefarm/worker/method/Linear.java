package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.TensorMerge;

/** Weighted averages: "Model soups", Wortsman et al., 2022. */
final class Linear implements MergeMethod {

  @Override
  public MethodDescriptor descriptor() {
    return BuiltInMethods.LINEAR;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) {
    double[] weights = Weights.exact(tensor.inputs());
    Arithmetic arithmetic = tensor.arithmetic();
    if (!tensor.parameters().flag("normalize")) {
      return new LinearCombination(arithmetic, weights);
    }
    double sum = Weights.sum(weights);
    return sum == 0
        ? dividedByZero(new LinearCombination(arithmetic, weights), arithmetic)
        : new LinearCombination(arithmetic, Weights.scaled(weights, 1 / sum));
  }

  /** Weights that cancel each other leave infinities and NaN, as in mergekit. */
  private static BlockKernel dividedByZero(BlockKernel sum, Arithmetic arithmetic) {
    return (position, length, inputs, output) -> {
      sum.merge(position, length, inputs, output);
      arithmetic.divide(output, 0, output, length);
    };
  }
}
