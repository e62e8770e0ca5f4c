package io.mergefarm.contracts.method;

import io.mergefarm.contracts.safetensors.Shape;

/**
 * A merge method: its description and its arithmetic. Methods from other jars are found through
 * {@link java.util.ServiceLoader}.
 */
public interface MergeMethod {

  MethodDescriptor descriptor();

  /**
   * How one tensor is read. Methods whose parameters or tensors ask for no more than a cheaper way
   * say so here.
   *
   * @param shape of the tensor
   * @param parameters of the merge as a whole
   */
  default Access access(Shape shape, Parameters parameters) {
    return descriptor().access();
  }

  /**
   * Prepares the merge of one tensor; statistics of the inputs are gathered here. Called once per
   * tensor, from any thread; the kernel that it returns is used by one thread at a time.
   *
   * @throws java.io.IOException if an input can not be read
   */
  BlockKernel prepare(TensorMerge tensor) throws java.io.IOException;
}
