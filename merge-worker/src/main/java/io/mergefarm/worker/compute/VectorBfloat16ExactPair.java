package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Linear combinations of two bfloat16 tensors by factors of few bits, as of a half each, in float32
 * and with the bits of float64: the products are exact, and what float64 loses of their sum is far
 * less than what makes a difference to a float32.
 */
final class VectorBfloat16ExactPair {

  private static final VectorSpecies<Integer> PAIRS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;

  /** Multiples of its inverse up to one have 16 bits at most; a bfloat16 has 8, a float32 24. */
  private static final double UNIT = 1 << Short.SIZE;

  private VectorBfloat16ExactPair() {}

  /** Whether these are two factors whose products with all bfloat16 are float32. */
  static boolean takes(double[] factors) {
    return factors.length == 2 && exact(factors[0]) && exact(factors[1]);
  }

  private static boolean exact(double factor) {
    double scaled = factor * UNIT;
    return Math.abs(scaled) <= UNIT && scaled == Math.rint(scaled);
  }

  /**
   * Combines elements that begin at the same offset everywhere.
   *
   * @return how many it has combined: all but the last few
   */
  static int combine(
      MemorySegment[] x, double[] factors, MemorySegment out, long offset, int length) {
    int bound = SHORTS.loopBound(length);
    long bytes = (long) bound * Bfloat16.BYTES;
    combine(
        x[0].asSlice(offset, bytes),
        (float) factors[0],
        x[1].asSlice(offset, bytes),
        (float) factors[1],
        out.asSlice(offset, bytes),
        bound);
    return bound;
  }

  private static void combine(
      MemorySegment x, float a, MemorySegment y, float b, MemorySegment out, int bound) {
    for (int i = 0; i < bound; i += SHORTS.length()) {
      long at = (long) i * Bfloat16.BYTES;
      IntVector xs = IntVector.fromMemorySegment(PAIRS, x, at, ByteOrder.LITTLE_ENDIAN);
      IntVector ys = IntVector.fromMemorySegment(PAIRS, y, at, ByteOrder.LITTLE_ENDIAN);
      IntVector u =
          VectorBfloat16.upper(xs).mul(a).add(VectorBfloat16.upper(ys).mul(b)).reinterpretAsInts();
      IntVector l =
          VectorBfloat16.lower(xs).mul(a).add(VectorBfloat16.lower(ys).mul(b)).reinterpretAsInts();
      VectorBfloat16.rounded(u, l).intoMemorySegment(out, at, ByteOrder.LITTLE_ENDIAN);
    }
  }
}
