package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.safetensors.DType;
import java.util.Optional;

/** One way to compute; all ways give the same bits. Backends hold no state: threads share them. */
public interface ComputeBackend {

  /** What it is, for logs. */
  String description();

  Arithmetic arithmetic();

  /**
   * The conversion between float32 and a stored dtype.
   *
   * @throws IllegalArgumentException if the dtype takes no part in arithmetic
   */
  DTypeCodec codec(DType dtype);

  /** Arithmetic on a stored dtype, where there is a shorter way than by blocks. */
  Optional<StoredArithmetic> stored(DType dtype);

  ChunkHasher hasher();
}
