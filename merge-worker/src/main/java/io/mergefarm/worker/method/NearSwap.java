package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.TaskVectorMethods;
import io.mergefarm.contracts.method.TensorMerge;

/**
 * Interpolates each element from the base to the other model by {@code t / |difference|}:
 * differences up to {@code t} vanish, larger ones shrink by it.
 */
final class NearSwap implements MergeMethod {

  /** Smaller differences count as this. */
  private static final float LEAST_DIFFERENCE = 1e-6f;

  @Override
  public MethodDescriptor descriptor() {
    return TaskVectorMethods.NEARSWAP;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) {
    int base = tensor.base().orElseThrow();
    float t = (float) tensor.parameters().get("t");
    if (tensor.inputs().size() == 1 || t <= 0) {
      return Kernels.copyOf(base);
    }
    int other = 1 - base;
    Arithmetic arithmetic = tensor.arithmetic();
    return (position, length, inputs, output) ->
        arithmetic
            .moves()
            .approach(inputs[base], inputs[other], t, LEAST_DIFFERENCE, output, length);
  }
}
