package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Sums;
import io.mergefarm.contracts.method.TensorMerge;
import java.io.IOException;
import java.util.Optional;

/** A merge whose inputs may be taken as they are stored. */
public interface StoredMerge extends TensorMerge {

  /** Empty where an input has to be computed first, or its dtype has no shorter way. */
  Optional<StoredInputs> stored();

  /**
   * The dot products of the inputs, in float64 as {@link Sums} adds them up, where there is a
   * shorter way to them than {@link #scan}.
   *
   * @return of input i with input j, for j from 0 to i
   * @throws IOException if an input can not be read
   */
  Optional<double[][]> dots() throws IOException;
}
