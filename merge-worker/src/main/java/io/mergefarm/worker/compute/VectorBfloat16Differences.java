package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.Magnitudes.Outside;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Differences of bfloat16 elements by vectors, with the bits of the scalar ones. */
final class VectorBfloat16Differences implements Differences {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  private static final int MAGNITUDE = 0x7fffffff;

  /** Processors with shorter vectors have no instruction that compresses them. */
  private static final int SHORTEST_TO_COMPRESS = 8;

  private final Differences scalar = new ScalarBfloat16Differences();
  private final VectorBfloat16Marks ofMarks = new VectorBfloat16Marks(scalar);
  private final VectorBfloat16Windows ofWindows = new VectorBfloat16Windows(scalar);

  @Override
  public void subtract(
      MemorySegment x, MemorySegment y, long offset, float[] out, int start, int length) {
    MemorySegment xs = x.asSlice(offset, (long) length * Bfloat16.BYTES);
    MemorySegment ys = y.asSlice(offset, (long) length * Bfloat16.BYTES);
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      long at = (long) i * Bfloat16.BYTES;
      VectorBfloat16.load(xs, at).sub(VectorBfloat16.load(ys, at)).intoArray(out, start + i);
    }
    for (int i = bound; i < length; i++) {
      out[start + i] = ScalarBfloat16Differences.difference(x, y, offset, i);
    }
  }

  /**
   * A load takes pairs of elements, and their halves are counted one after the other: this makes
   * the method so long that it is never inlined, into a caller that may be too large for vectors.
   */
  @Override
  public int sift(
      int least,
      int greatest,
      MemorySegment x,
      MemorySegment y,
      long offset,
      int length,
      float[] between,
      Outside outside) {
    if (FLOATS.length() < SHORTEST_TO_COMPRESS) {
      return scalar.sift(least, greatest, x, y, offset, length, between, outside);
    }
    MemorySegment xs = x.asSlice(offset, (long) length * Bfloat16.BYTES);
    MemorySegment ys = y.asSlice(offset, (long) length * Bfloat16.BYTES);
    int count = 0;
    IntVector above = IntVector.zero(INTS);
    IntVector notBelow = IntVector.zero(INTS);
    IntVector atLeast = IntVector.zero(INTS);
    int bound = length - length % (2 * FLOATS.length());
    for (int i = 0; i < bound; i += 2 * FLOATS.length()) {
      long at = (long) i * Bfloat16.BYTES;
      IntVector xPairs = pairs(xs, at);
      IntVector yPairs = pairs(ys, at);
      FloatVector upper = VectorBfloat16.upper(xPairs).sub(VectorBfloat16.upper(yPairs));
      FloatVector lower = VectorBfloat16.lower(xPairs).sub(VectorBfloat16.lower(yPairs));
      IntVector magnitude = upper.reinterpretAsInts().and(MAGNITUDE);
      VectorMask<Integer> reaches = magnitude.compare(VectorOperators.GE, greatest);
      VectorMask<Integer> inside = magnitude.compare(VectorOperators.GT, least).andNot(reaches);
      above = above.add(1, magnitude.compare(VectorOperators.GT, greatest));
      notBelow = notBelow.add(1, reaches);
      atLeast = atLeast.add(1, magnitude.compare(VectorOperators.EQ, least));
      upper.compress(inside.cast(FLOATS)).intoArray(between, count);
      count += inside.trueCount();
      magnitude = lower.reinterpretAsInts().and(MAGNITUDE);
      reaches = magnitude.compare(VectorOperators.GE, greatest);
      inside = magnitude.compare(VectorOperators.GT, least).andNot(reaches);
      above = above.add(1, magnitude.compare(VectorOperators.GT, greatest));
      notBelow = notBelow.add(1, reaches);
      atLeast = atLeast.add(1, magnitude.compare(VectorOperators.EQ, least));
      lower.compress(inside.cast(FLOATS)).intoArray(between, count);
      count += inside.trueCount();
    }
    outside.add(
        above.reduceLanes(VectorOperators.ADD),
        notBelow.sub(above).reduceLanes(VectorOperators.ADD),
        atLeast.reduceLanes(VectorOperators.ADD));
    return ScalarBfloat16Differences.sift(
        least, greatest, x, y, offset, bound, length, between, count, outside);
  }

  @Override
  public void addMagnitudes(
      StoredPair pair, long[][] marks, int place, List<Sum> all, List<Sum> marked) {
    ofMarks.addMagnitudes(pair, marks, place, all, marked);
  }

  @Override
  public void moveBySum(
      StoredPair pair, long[][] marks, int place, float[] factors, float[] out, int start) {
    ofMarks.moveBySum(pair, marks, place, factors, out, start);
  }

  @Override
  public void moveBySum(StoredPair pair, Windows windows, float[] factors, float[] out, int start) {
    ofWindows.moveBySum(pair, windows, factors, out, start);
  }

  @Override
  public void moveByMajority(
      StoredPair pair,
      Windows windows,
      float[] factors,
      float[] weights,
      float lambda,
      float[] out,
      int start) {
    ofWindows.moveByMajority(pair, windows, factors, weights, lambda, out, start);
  }

  private static IntVector pairs(MemorySegment x, long at) {
    return IntVector.fromMemorySegment(INTS, x, at, ByteOrder.LITTLE_ENDIAN);
  }
}
