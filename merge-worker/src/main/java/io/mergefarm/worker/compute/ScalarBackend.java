package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.safetensors.DType;
import java.util.Optional;

/** Plain loops: the reference, and what remains where the JVM runs without the Vector API. */
public final class ScalarBackend implements ComputeBackend {

  private final Arithmetic arithmetic = new ScalarArithmetic();
  private final ChunkHasher hasher = new ScalarChunkHasher();
  private final StoredArithmetic storedBfloat16 =
      new StoredArithmetic(
          new ScalarBfloat16Combiner(), new ScalarBfloat16Differences(), new ScalarBfloat16Sums());

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
  public Optional<StoredArithmetic> stored(DType dtype) {
    return dtype == DType.BF16 ? Optional.of(storedBfloat16) : Optional.empty();
  }

  @Override
  public ChunkHasher hasher() {
    return hasher;
  }
}
