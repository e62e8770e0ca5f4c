package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over bfloat16 elements by vectors of at least {@value #LEAST_LANES} float64: there are no
 * vectors as short as two elements would need.
 */
final class VectorBfloat16Sums implements StoredSums {

  private static final int LEAST_LANES = 4;

  private static final VectorSpecies<Double> DOUBLES = VectorDoubles.DOUBLES;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(
          short.class,
          VectorShape.forBitSize(Math.max(LEAST_LANES * Double.SIZE, DOUBLES.vectorBitSize()) / 4));

  private final StoredSums scalar = new ScalarBfloat16Sums();

  /** Whether vectors are long enough. */
  static boolean possible() {
    return DOUBLES.length() >= LEAST_LANES;
  }

  /** One pass for each vector of partial sums: one where a vector holds them all. */
  @Override
  public void addDots(
      MemorySegment x, MemorySegment y, long offset, int length, Sum xx, Sum xy, Sum yy) {
    int bound = length - length % Arithmetic.LANES;
    long bytes = (long) bound * Bfloat16.BYTES;
    MemorySegment xs = x.asSlice(offset, bytes);
    MemorySegment ys = y.asSlice(offset, bytes);
    for (int lane = 0; lane < Arithmetic.LANES; lane += DOUBLES.length()) {
      addDots(xs, ys, lane, bound, xx.lanes(), xy.lanes(), yy.lanes());
    }
    scalar.addDots(x, y, offset + bytes, length - bound, xx, xy, yy);
  }

  private static void addDots(
      MemorySegment x,
      MemorySegment y,
      int lane,
      int bound,
      double[] xx,
      double[] xy,
      double[] yy) {
    DoubleVector ofX = DoubleVector.fromArray(DOUBLES, xx, lane);
    DoubleVector ofBoth = DoubleVector.fromArray(DOUBLES, xy, lane);
    DoubleVector ofY = DoubleVector.fromArray(DOUBLES, yy, lane);
    for (int i = lane; i < bound; i += Arithmetic.LANES) {
      DoubleVector xs = widened(x, (long) i * Bfloat16.BYTES);
      DoubleVector ys = widened(y, (long) i * Bfloat16.BYTES);
      ofX = ofX.add(xs.mul(xs));
      ofBoth = ofBoth.add(xs.mul(ys));
      ofY = ofY.add(ys.mul(ys));
    }
    ofX.intoArray(xx, lane);
    ofBoth.intoArray(xy, lane);
    ofY.intoArray(yy, lane);
  }

  private static DoubleVector widened(MemorySegment x, long at) {
    IntVector bits =
        (IntVector)
            ShortVector.fromMemorySegment(SHORTS, x, at, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
    return (DoubleVector)
        bits.lanewise(VectorOperators.LSHL, Short.SIZE)
            .reinterpretAsFloats()
            .convertShape(VectorOperators.F2D, DOUBLES, 0);
  }
}
