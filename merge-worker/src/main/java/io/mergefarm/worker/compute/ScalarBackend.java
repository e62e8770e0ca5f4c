package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.safetensors.DType;
import java.util.Optional;

/** Plain loops: the reference, and what remains where the JVM runs without the Vector API. */
public final class ScalarBackend implements ComputeBackend {

  private final Arithmetic arithmetic = new ScalarArithmetic();
  private final ChunkHasher hasher = new ScalarChunkHasher();
  private final Combiner bfloat16Combiner = new ScalarBfloat16Combiner();
  private final Differences bfloat16Differences = new ScalarBfloat16Differences();
  private final StoredSums bfloat16Sums = new ScalarBfloat16Sums();

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
  public Optional<Combiner> combiner(DType dtype) {
    return dtype == DType.BF16 ? Optional.of(bfloat16Combiner) : Optional.empty();
  }

  @Override
  public Optional<Differences> differences(DType dtype) {
    return dtype == DType.BF16 ? Optional.of(bfloat16Differences) : Optional.empty();
  }

  @Override
  public Optional<StoredSums> storedSums(DType dtype) {
    return dtype == DType.BF16 ? Optional.of(bfloat16Sums) : Optional.empty();
  }

  @Override
  public ChunkHasher hasher() {
    return hasher;
  }
}
