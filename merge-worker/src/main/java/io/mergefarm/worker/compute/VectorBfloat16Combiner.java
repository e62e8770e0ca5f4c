package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Linear combinations of bfloat16 elements by vectors. A load takes pairs of elements as ints; a
 * shift or a mask makes floats of either half, so nothing moves between lanes but where float64
 * begins and ends. The upper halves of the sums are the elements of the result, in their order, and
 * go up by one where the lower halves are more than half a unit, or half a unit and the element is
 * odd.
 */
final class VectorBfloat16Combiner implements Combiner {

  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final VectorShape HALF = VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2);
  private static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, HALF);
  private static final VectorSpecies<Integer> PAIRS = VectorSpecies.of(int.class, HALF);
  private static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, HALF);

  /** The elements of a step. */
  private static final int STEP = SHORTS.length();

  private static final short MAGNITUDE = 0x7fff;

  private final Combiner scalar = new ScalarBfloat16Combiner();

  @Override
  public void combine(
      MemorySegment[] x,
      double[] factors,
      OptionalInt zeros,
      MemorySegment out,
      long offset,
      int length) {
    int done =
        VectorBfloat16ExactPair.takes(factors)
            ? VectorBfloat16ExactPair.combine(x, factors, out, offset, length)
            : combine(x, factors, out, offset, length);
    if (zeros.isPresent()) {
      keepZeros(x, factors, zeros, out, offset, done);
    }
    long bytes = (long) done * Bfloat16.BYTES;
    scalar.combine(x, factors, zeros, out, offset + bytes, length - done);
  }

  private static int combine(
      MemorySegment[] x, double[] factors, MemorySegment out, long offset, int length) {
    int bound = SHORTS.loopBound(length);
    long bytes = (long) bound * Bfloat16.BYTES;
    MemorySegment[] slices = new MemorySegment[x.length];
    for (int k = 0; k < x.length; k++) {
      slices[k] = x[k].asSlice(offset, bytes);
    }
    MemorySegment target = out.asSlice(offset, bytes);
    switch (x.length) {
      case 1 -> combine(slices[0], factors[0], target, bound);
      case 2 -> combine(slices[0], factors[0], slices[1], factors[1], target, bound);
      case 3 ->
          combine(
              slices[0], factors[0], slices[1], factors[1], slices[2], factors[2], target, bound);
      default -> combineAll(slices, factors, target, bound);
    }
    return bound;
  }

  private static void combine(MemorySegment x, double a, MemorySegment out, int bound) {
    for (int i = 0; i < bound; i += STEP) {
      long at = (long) i * Bfloat16.BYTES;
      IntVector xs = load(x, at);
      DoubleVector upper = upper(xs).mul(a);
      DoubleVector lower = lower(xs).mul(a);
      IntVector u = upper.convertShape(VectorOperators.D2F, FLOATS, 0).reinterpretAsInts();
      IntVector l = lower.convertShape(VectorOperators.D2F, FLOATS, 0).reinterpretAsInts();
      VectorBfloat16.rounded(u, l).intoMemorySegment(out, at, ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static void combine(
      MemorySegment x, double a, MemorySegment y, double b, MemorySegment out, int bound) {
    for (int i = 0; i < bound; i += STEP) {
      long at = (long) i * Bfloat16.BYTES;
      IntVector xs = load(x, at);
      IntVector ys = load(y, at);
      DoubleVector upper = upper(xs).mul(a).add(upper(ys).mul(b));
      DoubleVector lower = lower(xs).mul(a).add(lower(ys).mul(b));
      IntVector u = upper.convertShape(VectorOperators.D2F, FLOATS, 0).reinterpretAsInts();
      IntVector l = lower.convertShape(VectorOperators.D2F, FLOATS, 0).reinterpretAsInts();
      VectorBfloat16.rounded(u, l).intoMemorySegment(out, at, ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static void combine(
      MemorySegment x,
      double a,
      MemorySegment y,
      double b,
      MemorySegment z,
      double c,
      MemorySegment out,
      int bound) {
    for (int i = 0; i < bound; i += STEP) {
      long at = (long) i * Bfloat16.BYTES;
      IntVector xs = load(x, at);
      IntVector ys = load(y, at);
      IntVector zs = load(z, at);
      DoubleVector upper = upper(xs).mul(a).add(upper(ys).mul(b)).add(upper(zs).mul(c));
      DoubleVector lower = lower(xs).mul(a).add(lower(ys).mul(b)).add(lower(zs).mul(c));
      IntVector u = upper.convertShape(VectorOperators.D2F, FLOATS, 0).reinterpretAsInts();
      IntVector l = lower.convertShape(VectorOperators.D2F, FLOATS, 0).reinterpretAsInts();
      VectorBfloat16.rounded(u, l).intoMemorySegment(out, at, ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static void combineAll(
      MemorySegment[] x, double[] factors, MemorySegment out, int bound) {
    for (int i = 0; i < bound; i += STEP) {
      long at = (long) i * Bfloat16.BYTES;
      IntVector first = load(x[0], at);
      DoubleVector upper = upper(first).mul(factors[0]);
      DoubleVector lower = lower(first).mul(factors[0]);
      for (int k = 1; k < x.length; k++) {
        IntVector next = load(x[k], at);
        upper = upper.add(upper(next).mul(factors[k]));
        lower = lower.add(lower(next).mul(factors[k]));
      }
      IntVector u = upper.convertShape(VectorOperators.D2F, FLOATS, 0).reinterpretAsInts();
      IntVector l = lower.convertShape(VectorOperators.D2F, FLOATS, 0).reinterpretAsInts();
      VectorBfloat16.rounded(u, l).intoMemorySegment(out, at, ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Zeros are rare: steps with one are computed again, one element at a time. */
  private void keepZeros(
      MemorySegment[] x,
      double[] factors,
      OptionalInt zeros,
      MemorySegment out,
      long offset,
      int bound) {
    for (int i = 0; i < bound; i += STEP) {
      long at = offset + (long) i * Bfloat16.BYTES;
      if (ShortVector.fromMemorySegment(SHORTS, out, at, ByteOrder.LITTLE_ENDIAN)
          .and(MAGNITUDE)
          .compare(VectorOperators.EQ, (short) 0)
          .anyTrue()) {
        scalar.combine(x, factors, zeros, out, at, STEP);
      }
    }
  }

  private static IntVector load(MemorySegment x, long at) {
    return IntVector.fromMemorySegment(PAIRS, x, at, ByteOrder.LITTLE_ENDIAN);
  }

  private static DoubleVector upper(IntVector pairs) {
    return widened(VectorBfloat16.upper(pairs));
  }

  private static DoubleVector lower(IntVector pairs) {
    return widened(VectorBfloat16.lower(pairs));
  }

  private static DoubleVector widened(FloatVector x) {
    return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }
}
