package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.safetensors.DType;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/**
 * The Vector API. This class and those it makes are the only ones that name the incubator module,
 * and are not loaded where it is missing.
 */
public final class VectorBackend implements ComputeBackend {

  private final Arithmetic arithmetic = new VectorArithmetic();
  private final ChunkHasher hasher = new VectorChunkHasher();
  private final StoredArithmetic storedBfloat16 =
      new StoredArithmetic(
          new VectorBfloat16Combiner(),
          new VectorBfloat16Differences(),
          VectorBfloat16Sums.possible() ? new VectorBfloat16Sums() : new ScalarBfloat16Sums());
  private final DTypeCodec float32 = new VectorFloat32Codec();
  private final DTypeCodec float16 = new VectorFloat16Codec();
  private final DTypeCodec bfloat16 = new VectorBfloat16Codec();

  @Override
  public String description() {
    return "Vector API with " + FloatVector.SPECIES_PREFERRED.length() + " floats per vector";
  }

  @Override
  public Arithmetic arithmetic() {
    return arithmetic;
  }

  @Override
  public DTypeCodec codec(DType dtype) {
    return switch (dtype) {
      case F32 -> float32;
      case F16 -> float16;
      case BF16 -> bfloat16;
      default -> ScalarCodec.of(dtype);
    };
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
