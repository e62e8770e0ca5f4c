package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.DTypeCodec;
import io.mergefarm.worker.method.MethodRegistry;

/**
 * What an evaluation works with; shared by threads.
 *
 * @param seed of the randomised methods
 * @param nan what becomes of elements that are not a number
 */
record Engine(
    MethodRegistry methods,
    ComputeBackend backend,
    BlockSizes blockSizes,
    RowTables rowTables,
    long seed,
    NanPolicy nan) {

  /** For merges that name no seed and let what is not a number spread. */
  Engine(
      MethodRegistry methods, ComputeBackend backend, BlockSizes blockSizes, RowTables rowTables) {
    this(methods, backend, blockSizes, rowTables, 0, NanPolicy.PROPAGATE);
  }

  /** The same for a request of its own seed and policy. */
  Engine of(TensorMergeRequested request) {
    return new Engine(methods, backend, blockSizes, rowTables, request.seed(), request.nan());
  }

  boolean refusesNan() {
    return nan == NanPolicy.ERROR;
  }

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
