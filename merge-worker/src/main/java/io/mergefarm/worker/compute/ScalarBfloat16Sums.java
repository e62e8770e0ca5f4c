package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import java.lang.foreign.MemorySegment;

/** Sums over bfloat16 elements as plain loops. */
final class ScalarBfloat16Sums implements StoredSums {

  @Override
  public void addDots(
      MemorySegment x, MemorySegment y, long offset, int length, Sum xx, Sum xy, Sum yy) {
    for (int i = 0; i < length; i++) {
      long at = offset + (long) i * Bfloat16.BYTES;
      double ofX = Bfloat16.toFloat(x.get(LittleEndian.SHORT, at));
      double ofY = Bfloat16.toFloat(y.get(LittleEndian.SHORT, at));
      int lane = i % Arithmetic.LANES;
      xx.lanes()[lane] += ofX * ofX;
      xy.lanes()[lane] += ofX * ofY;
      yy.lanes()[lane] += ofY * ofY;
    }
  }
}
