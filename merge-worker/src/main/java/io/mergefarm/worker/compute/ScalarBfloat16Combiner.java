package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/** Linear combinations of bfloat16 elements as plain loops. */
final class ScalarBfloat16Combiner implements Combiner {

  @Override
  public void combine(
      MemorySegment[] x,
      double[] factors,
      OptionalInt zeros,
      MemorySegment out,
      long offset,
      int length) {
    for (int i = 0; i < length; i++) {
      long at = offset + (long) i * Bfloat16.BYTES;
      double sum = element(x[0], at) * factors[0];
      for (int k = 1; k < x.length; k++) {
        sum += element(x[k], at) * factors[k];
      }
      float value = (float) sum;
      if (zeros.isPresent() && value == 0 && element(x[zeros.getAsInt()], at) == 0) {
        value = element(x[zeros.getAsInt()], at);
      }
      out.set(LittleEndian.SHORT, at, Bfloat16.fromFloat(value));
    }
  }

  private static float element(MemorySegment x, long at) {
    return Bfloat16.toFloat(x.get(LittleEndian.SHORT, at));
  }
}
