package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.TensorMerge;
import java.util.OptionalDouble;

/** One model's tensor as it is, or scaled. */
final class Passthrough implements MergeMethod {

  @Override
  public MethodDescriptor descriptor() {
    return BuiltInMethods.PASSTHROUGH;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) {
    OptionalDouble scale = tensor.inputs().getFirst().parameters().find("scale");
    return scale.isPresent()
        ? new LinearCombination(tensor.arithmetic(), (float) scale.getAsDouble())
        : Kernels.copyOf(0);
  }
}
