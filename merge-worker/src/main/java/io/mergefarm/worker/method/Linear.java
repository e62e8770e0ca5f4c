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
    float[] weights = Weights.of(tensor.inputs());
    float divisor = tensor.parameters().flag("normalize") ? Weights.sum(weights) : 1;
    Arithmetic arithmetic = tensor.arithmetic();
    return (position, length, inputs, output) -> {
      arithmetic.scale(inputs[0], weights[0], output, length);
      for (int i = 1; i < weights.length; i++) {
        arithmetic.addScaled(inputs[i], weights[i], output, length);
      }
      if (divisor != 1) {
        arithmetic.divide(output, divisor, output, length);
      }
    };
  }
}
