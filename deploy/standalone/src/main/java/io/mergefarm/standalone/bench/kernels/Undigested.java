package io.mergefarm.standalone.bench.kernels;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.worker.compute.ChunkHasher;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.DTypeCodec;
import io.mergefarm.worker.compute.StoredArithmetic;
import java.util.Optional;

/** A backend whose digests cost nothing, so that kernels are measured alone. */
record Undigested(ComputeBackend backend) implements ComputeBackend {

  @Override
  public String description() {
    return backend.description() + ", without digests";
  }

  @Override
  public Arithmetic arithmetic() {
    return backend.arithmetic();
  }

  @Override
  public DTypeCodec codec(DType dtype) {
    return backend.codec(dtype);
  }

  @Override
  public Optional<StoredArithmetic> stored(DType dtype) {
    return backend.stored(dtype);
  }

  @Override
  public ChunkHasher hasher() {
    return bytes ->
        new ChunkHasher.Digest() {
          @Override
          public void advance(long offset) {}

          @Override
          public String finish() {
            return "";
          }
        };
  }
}
