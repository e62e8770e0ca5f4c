package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.safetensors.DType;

/** Plain loops: the reference, and what remains where the JVM runs without the Vector API. */
public final class ScalarBackend implements ComputeBackend {

  private final Arithmetic arithmetic = new ScalarArithmetic();
  private final ChunkHasher hasher = new ScalarChunkHasher();

  @Override
  public String description() {
    return "plain loops";
  }

  @Override
  public Arithmetic arithmetic() {
    return arithmetic;
  }

  @Override
  public DTypeCodec codec(DType dtype) {
    return ScalarCodec.of(dtype);
  }

  @Override
  public ChunkHasher hasher() {
    return hasher;
  }
}
