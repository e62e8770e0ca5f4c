package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Differences of bfloat16 elements that have one bit each, by vectors. */
final class VectorBfloat16Marks {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private static final int LEAST_LANES = 4;
  private static final VectorSpecies<Double> DOUBLES = VectorDoubles.DOUBLES;
  private static final VectorSpecies<Integer> HALF_INTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));
  private static final VectorSpecies<Short> QUARTER_SHORTS =
      VectorSpecies.of(
          short.class,
          VectorShape.forBitSize(Math.max(LEAST_LANES * Double.SIZE, DOUBLES.vectorBitSize()) / 4));

  private final Differences scalar;

  /**
   * @param scalar takes what is left over
   */
  VectorBfloat16Marks(Differences scalar) {
    this.scalar = scalar;
  }

  /** As {@link Differences#addMagnitudes}; bits of a vector lie in one word. */
  void addMagnitudes(StoredPair pair, long[][] marks, int place, List<Sum> all, List<Sum> marked) {
    int whole = pair.length() - pair.length() % Arithmetic.LANES;
    int bound = DOUBLES.length() < LEAST_LANES ? 0 : whole;
    long bytes = (long) bound * Bfloat16.BYTES;
    MemorySegment x = pair.first().asSlice(pair.offset(), bytes);
    MemorySegment y = pair.second().asSlice(pair.offset(), bytes);
    MemorySegment from = pair.base().asSlice(pair.offset(), bytes);
    for (int lane = 0; lane < Arithmetic.LANES; lane += DOUBLES.length()) {
      addMagnitudes(x, y, from, marks[0], marks[1], place, lane, bound, all, marked);
    }
    StoredPair rest = pair.range(bound, pair.length(), Bfloat16.BYTES);
    scalar.addMagnitudes(rest, marks, place + bound, all, marked);
  }

  private static void addMagnitudes(
      MemorySegment x,
      MemorySegment y,
      MemorySegment base,
      long[] marksX,
      long[] marksY,
      int place,
      int lane,
      int bound,
      List<Sum> all,
      List<Sum> marked) {
    DoubleVector allX = DoubleVector.fromArray(DOUBLES, all.get(0).lanes(), lane);
    DoubleVector allY = DoubleVector.fromArray(DOUBLES, all.get(1).lanes(), lane);
    DoubleVector markedX = DoubleVector.fromArray(DOUBLES, marked.get(0).lanes(), lane);
    DoubleVector markedY = DoubleVector.fromArray(DOUBLES, marked.get(1).lanes(), lane);
    for (int i = lane; i < bound; i += Arithmetic.LANES) {
      long at = (long) i * Bfloat16.BYTES;
      FloatVector from = loadHalf(base, at);
      DoubleVector ofX = widened(loadHalf(x, at).sub(from).abs());
      DoubleVector ofY = widened(loadHalf(y, at).sub(from).abs());
      int bit = place + i;
      long droppedX = ~(marksX[bit / Long.SIZE] >>> (bit % Long.SIZE));
      long droppedY = ~(marksY[bit / Long.SIZE] >>> (bit % Long.SIZE));
      allX = allX.add(ofX);
      allY = allY.add(ofY);
      markedX = markedX.add(ofX.mul(0, VectorMask.fromLong(DOUBLES, droppedX)));
      markedY = markedY.add(ofY.mul(0, VectorMask.fromLong(DOUBLES, droppedY)));
    }
    allX.intoArray(all.get(0).lanes(), lane);
    allY.intoArray(all.get(1).lanes(), lane);
    markedX.intoArray(marked.get(0).lanes(), lane);
    markedY.intoArray(marked.get(1).lanes(), lane);
  }

  /** As {@link Differences#moveBySum}; bits of a vector lie in one word. */
  void moveBySum(
      StoredPair pair, long[][] marks, int place, float[] factors, float[] out, int start) {
    int bound = place % FLOATS.length() == 0 ? FLOATS.loopBound(pair.length()) : 0;
    long bytes = (long) bound * Bfloat16.BYTES;
    MemorySegment xs = pair.first().asSlice(pair.offset(), bytes);
    MemorySegment ys = pair.second().asSlice(pair.offset(), bytes);
    MemorySegment bases = pair.base().asSlice(pair.offset(), bytes);
    long[] marksX = marks[0];
    long[] marksY = marks[1];
    for (int i = 0; i < bound; i += FLOATS.length()) {
      long at = (long) i * Bfloat16.BYTES;
      int bit = place + i;
      long droppedX = ~(marksX[bit / Long.SIZE] >>> (bit % Long.SIZE));
      long droppedY = ~(marksY[bit / Long.SIZE] >>> (bit % Long.SIZE));
      FloatVector from = VectorBfloat16.load(bases, at);
      FloatVector x = VectorBfloat16.load(xs, at).sub(from);
      FloatVector y = VectorBfloat16.load(ys, at).sub(from);
      x = x.mul(0, VectorMask.fromLong(FLOATS, droppedX)).mul(factors[0]);
      y = y.mul(0, VectorMask.fromLong(FLOATS, droppedY)).mul(factors[1]);
      FloatVector way = x.add(y);
      from.add(way).blend(from, way.compare(VectorOperators.EQ, 0)).intoArray(out, start + i);
    }
    StoredPair rest = pair.range(bound, pair.length(), Bfloat16.BYTES);
    scalar.moveBySum(rest, marks, place + bound, factors, out, start + bound);
  }

  private static FloatVector loadHalf(MemorySegment x, long at) {
    return ShortVector.fromMemorySegment(QUARTER_SHORTS, x, at, ByteOrder.LITTLE_ENDIAN)
        .convertShape(VectorOperators.ZERO_EXTEND_S2I, HALF_INTS, 0)
        .reinterpretAsInts()
        .lanewise(VectorOperators.LSHL, Short.SIZE)
        .reinterpretAsFloats();
  }

  private static DoubleVector widened(FloatVector x) {
    return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }
}
