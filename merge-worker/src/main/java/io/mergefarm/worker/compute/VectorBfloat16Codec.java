package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Bfloat16 by vectors: shifts, and rounding in integers. Loops run over a slice that begins at the
 * first element, since the JVM then finds that no access leaves it.
 */
final class VectorBfloat16Codec implements DTypeCodec {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));

  @Override
  public int elementBytes() {
    return Bfloat16.BYTES;
  }

  @Override
  public void decode(MemorySegment from, long offset, float[] to, int start, int length) {
    MemorySegment elements = from.asSlice(offset, (long) length * Bfloat16.BYTES);
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      long at = (long) i * Bfloat16.BYTES;
      ShortVector.fromMemorySegment(SHORTS, elements, at, ByteOrder.LITTLE_ENDIAN)
          .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0)
          .reinterpretAsInts()
          .lanewise(VectorOperators.LSHL, 16)
          .reinterpretAsFloats()
          .intoArray(to, start + i);
    }
    for (int i = bound; i < length; i++) {
      to[start + i] = Bfloat16.toFloat(elements.get(LittleEndian.SHORT, (long) i * Bfloat16.BYTES));
    }
  }

  @Override
  public void encode(float[] from, int start, int length, MemorySegment to, long offset) {
    MemorySegment elements = to.asSlice(offset, (long) length * Bfloat16.BYTES);
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      rounded(FloatVector.fromArray(FLOATS, from, start + i))
          .lanewise(VectorOperators.LSHR, 16)
          .convertShape(VectorOperators.I2S, SHORTS, 0)
          .reinterpretAsShorts()
          .intoMemorySegment(elements, (long) i * Bfloat16.BYTES, ByteOrder.LITTLE_ENDIAN);
    }
    for (int i = bound; i < length; i++) {
      short bits = Bfloat16.fromFloat(from[start + i]);
      elements.set(LittleEndian.SHORT, (long) i * Bfloat16.BYTES, bits);
    }
  }

  @Override
  public void round(float[] values, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      rounded(FloatVector.fromArray(FLOATS, values, i))
          .and(0xffff0000)
          .reinterpretAsFloats()
          .intoArray(values, i);
    }
    for (int i = bound; i < length; i++) {
      values[i] = Bfloat16.toFloat(Bfloat16.fromFloat(values[i]));
    }
  }

  /** Bits whose upper half is the rounded value. */
  private static IntVector rounded(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
    return bits.add(0x7fff)
        .add(odd)
        .blend(Bfloat16.NAN << 16, x.compare(VectorOperators.NE, x).cast(INTS));
  }
}
