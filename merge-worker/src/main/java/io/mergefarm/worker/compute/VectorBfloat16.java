package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Bfloat16 elements in vectors. A pair of them is a lane of 32 bits, the first one below. */
final class VectorBfloat16 {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));

  private static final int UPPER = 0xffff0000;
  private static final int LOWER = 0x0000ffff;
  private static final short MAGNITUDE = 0x7fff;
  private static final short INFINITY = 0x7f80;

  /** Half of a unit in the last place, for both elements of a pair. */
  private static final int HALVES = 0x80008000;

  private VectorBfloat16() {}

  /** As many elements as a vector has lanes of 32 bits, widened to them. */
  static FloatVector load(MemorySegment x, long at) {
    return ShortVector.fromMemorySegment(SHORTS, x, at, ByteOrder.LITTLE_ENDIAN)
        .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0)
        .reinterpretAsInts()
        .lanewise(VectorOperators.LSHL, Short.SIZE)
        .reinterpretAsFloats();
  }

  /** The second elements of pairs. */
  static FloatVector upper(IntVector pairs) {
    return pairs.and(UPPER).reinterpretAsFloats();
  }

  /** The first elements of pairs. */
  static FloatVector lower(IntVector pairs) {
    return pairs.lanewise(VectorOperators.LSHL, Short.SIZE).reinterpretAsFloats();
  }

  /**
   * Pairs that are rounded to nearest, ties to even; NaN becomes the usual one.
   *
   * @param upper the bits of the upper elements' float32
   * @param lower those of the lower elements
   */
  static ShortVector rounded(IntVector upper, IntVector lower) {
    ShortVector bits =
        upper.and(UPPER).or(lower.lanewise(VectorOperators.LSHR, Short.SIZE)).reinterpretAsShorts();
    ShortVector rest =
        upper
            .lanewise(VectorOperators.LSHL, Short.SIZE)
            .or(lower.and(LOWER))
            .lanewise(VectorOperators.XOR, HALVES)
            .reinterpretAsShorts();
    return bits.add((short) 1, rest.compare(VectorOperators.GT, bits.and((short) 1).neg()))
        .blend(Bfloat16.NAN, bits.and(MAGNITUDE).compare(VectorOperators.GT, INFINITY));
  }
}
