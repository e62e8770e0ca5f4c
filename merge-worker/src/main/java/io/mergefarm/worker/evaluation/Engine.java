package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.DTypeCodec;
import io.mergefarm.worker.method.MethodRegistry;

/** What every evaluation works with; shared by threads. */
record Engine(MethodRegistry methods, ComputeBackend backend, BlockSizes blockSizes) {

  MergeMethod method(String name) {
    return methods
        .find(name)
        .orElseThrow(
            () ->
                new RefusedDataException(
                    "this worker has no merge method " + name + ": add its jar to the class path"));
  }

  DTypeCodec codec(DType dtype) {
    if (!dtype.arithmetic()) {
      throw new RefusedDataException("tensors of dtype " + dtype + " can not be computed with");
    }
    return backend.codec(dtype);
  }
}
