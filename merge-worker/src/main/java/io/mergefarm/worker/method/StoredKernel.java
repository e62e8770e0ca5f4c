package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import java.io.IOException;

/** A kernel that may take its inputs as they are stored. */
public interface StoredKernel extends BlockKernel {

  /**
   * The same as {@link #merge(long, int, float[][], float[])}, from stored inputs.
   *
   * @throws IOException if an input can not be read
   */
  void merge(long position, int length, StoredInputs inputs, float[] output) throws IOException;
}
