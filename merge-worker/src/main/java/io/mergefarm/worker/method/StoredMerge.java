package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.TensorMerge;
import java.util.Optional;

/** A merge whose inputs may be taken as they are stored. */
public interface StoredMerge extends TensorMerge {

  /** Empty where an input has to be computed first, or its dtype has no shorter way. */
  Optional<StoredInputs> stored();
}
