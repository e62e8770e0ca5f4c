package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Differences of bfloat16 elements that are kept in windows of magnitude, by vectors. */
final class VectorBfloat16Windows {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  private static final int MAGNITUDE = 0x7fffffff;

  private final Differences scalar;

  /**
   * @param scalar takes what is left over
   */
  VectorBfloat16Windows(Differences scalar) {
    this.scalar = scalar;
  }

  /** As {@link Differences#moveBySum(StoredPair, Windows, float[], float[], int)}. */
  void moveBySum(StoredPair pair, Windows windows, float[] factors, float[] out, int start) {
    long bytes = (long) pair.length() * Bfloat16.BYTES;
    MemorySegment xs = pair.first().asSlice(pair.offset(), bytes);
    MemorySegment ys = pair.second().asSlice(pair.offset(), bytes);
    MemorySegment bases = pair.base().asSlice(pair.offset(), bytes);
    IntVector xFirst = IntVector.zero(INTS);
    IntVector yFirst = IntVector.zero(INTS);
    IntVector xBeyond = IntVector.zero(INTS);
    IntVector yBeyond = IntVector.zero(INTS);
    int bound = FLOATS.loopBound(pair.length());
    for (int i = 0; i < bound; i += FLOATS.length()) {
      long at = (long) i * Bfloat16.BYTES;
      FloatVector from = VectorBfloat16.load(bases, at);
      FloatVector x = VectorBfloat16.load(xs, at).sub(from);
      FloatVector y = VectorBfloat16.load(ys, at).sub(from);
      IntVector xMagnitude = x.reinterpretAsInts().and(MAGNITUDE);
      IntVector yMagnitude = y.reinterpretAsInts().and(MAGNITUDE);
      VectorMask<Integer> xDropped =
          xMagnitude
              .compare(VectorOperators.LE, windows.above(0))
              .or(xMagnitude.compare(VectorOperators.GT, windows.upTo(0)));
      VectorMask<Integer> yDropped =
          yMagnitude
              .compare(VectorOperators.LE, windows.above(1))
              .or(yMagnitude.compare(VectorOperators.GT, windows.upTo(1)));
      xFirst = xFirst.add(1, xMagnitude.compare(VectorOperators.EQ, windows.above(0) + 1));
      yFirst = yFirst.add(1, yMagnitude.compare(VectorOperators.EQ, windows.above(1) + 1));
      xBeyond = xBeyond.add(1, xMagnitude.compare(VectorOperators.EQ, windows.upTo(0) + 1));
      yBeyond = yBeyond.add(1, yMagnitude.compare(VectorOperators.EQ, windows.upTo(1) + 1));
      x = x.mul(0, xDropped.cast(FLOATS)).mul(factors[0]);
      y = y.mul(0, yDropped.cast(FLOATS)).mul(factors[1]);
      FloatVector way = x.add(y);
      from.add(way).blend(from, way.compare(VectorOperators.EQ, 0)).intoArray(out, start + i);
    }
    windows.count(
        0, xFirst.reduceLanes(VectorOperators.ADD), xBeyond.reduceLanes(VectorOperators.ADD));
    windows.count(
        1, yFirst.reduceLanes(VectorOperators.ADD), yBeyond.reduceLanes(VectorOperators.ADD));
    StoredPair rest = pair.range(bound, pair.length(), Bfloat16.BYTES);
    scalar.moveBySum(rest, windows, factors, out, start + bound);
  }

  /**
   * As {@link Differences#moveByMajority}, all in one loop, in a method that is so long that it is
   * never inlined. Its steps stand in the loop: there are so many that the JVM would not inline the
   * last ones.
   */
  void moveByMajority(
      StoredPair pair,
      Windows windows,
      float[] factors,
      float[] weights,
      float lambda,
      float[] out,
      int start) {
    long bytes = (long) pair.length() * Bfloat16.BYTES;
    MemorySegment xs = pair.first().asSlice(pair.offset(), bytes);
    MemorySegment ys = pair.second().asSlice(pair.offset(), bytes);
    MemorySegment bases = pair.base().asSlice(pair.offset(), bytes);
    IntVector xFirst = IntVector.zero(INTS);
    IntVector yFirst = IntVector.zero(INTS);
    float weightX = weights == null ? 0 : weights[0];
    float weightY = weights == null ? 0 : weights[1];
    int bound = FLOATS.loopBound(pair.length());
    for (int i = 0; i < bound; i += FLOATS.length()) {
      long at = (long) i * Bfloat16.BYTES;
      FloatVector from = VectorBfloat16.load(bases, at);
      FloatVector x = VectorBfloat16.load(xs, at).sub(from);
      FloatVector y = VectorBfloat16.load(ys, at).sub(from);
      IntVector xMagnitude = x.reinterpretAsInts().and(MAGNITUDE);
      IntVector yMagnitude = y.reinterpretAsInts().and(MAGNITUDE);
      VectorMask<Integer> xDropped = xMagnitude.compare(VectorOperators.LE, windows.above(0));
      VectorMask<Integer> yDropped = yMagnitude.compare(VectorOperators.LE, windows.above(1));
      xFirst = xFirst.add(1, xMagnitude.compare(VectorOperators.EQ, windows.above(0) + 1));
      yFirst = yFirst.add(1, yMagnitude.compare(VectorOperators.EQ, windows.above(1) + 1));
      x = x.blend(x.mul(0), xDropped.cast(FLOATS)).mul(factors[0]);
      y = y.blend(y.mul(0), yDropped.cast(FLOATS)).mul(factors[1]);
      VectorMask<Float> plus = x.add(y).compare(VectorOperators.GE, 0);
      IntVector against = IntVector.broadcast(INTS, ~MAGNITUDE).blend(0, plus.cast(INTS));
      VectorMask<Float> xAgrees =
          x.reinterpretAsInts()
              .lanewise(VectorOperators.XOR, against)
              .reinterpretAsFloats()
              .compare(VectorOperators.GT, 0);
      VectorMask<Float> yAgrees =
          y.reinterpretAsInts()
              .lanewise(VectorOperators.XOR, against)
              .reinterpretAsFloats()
              .compare(VectorOperators.GT, 0);
      FloatVector sum = x.mul(0).blend(x, xAgrees).add(0f).add(y.mul(0).blend(y, yAgrees));
      FloatVector divisor = FloatVector.zero(FLOATS).blend(weightX, xAgrees).add(weightY, yAgrees);
      FloatVector mean = sum.div(divisor).blend(sum, divisor.compare(VectorOperators.EQ, 0));
      FloatVector way = mean.mul(lambda);
      from.add(way).blend(from, way.compare(VectorOperators.EQ, 0)).intoArray(out, start + i);
    }
    windows.count(0, xFirst.reduceLanes(VectorOperators.ADD), 0);
    windows.count(1, yFirst.reduceLanes(VectorOperators.ADD), 0);
    StoredPair rest = pair.range(bound, pair.length(), Bfloat16.BYTES);
    scalar.moveByMajority(rest, windows, factors, weights, lambda, out, start + bound);
  }
}
