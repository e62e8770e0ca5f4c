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
 * Float16 by vectors. Both ways let float32 arithmetic do the work on subnormals: a multiplication
 * by a power of two normalises them, an addition of 0.5 shifts and rounds them.
 */
final class VectorFloat16Codec implements DTypeCodec {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));

  /** Float32 has 13 more bits of mantissa, and an exponent bias that is 112 greater. */
  private static final int SHIFT = 13;

  private static final float BIAS_FACTOR = 0x1p112f;
  private static final int BIAS = 112 << 23;

  private static final int INFINITY = 0x7c00;
  private static final int FLOAT_INFINITY = 0x7f800000;
  private static final int LEAST_NORMAL = Float.floatToRawIntBits(0x1p-14f);
  private static final int LEAST_TOO_LARGE = Float.floatToRawIntBits(0x1p16f);

  /** Its unit in the last place is the least subnormal, 2^-24. */
  private static final float HALF = 0.5f;

  private static final int HALF_BITS = Float.floatToRawIntBits(HALF);

  @Override
  public int elementBytes() {
    return Float16.BYTES;
  }

  @Override
  public void decode(MemorySegment from, long offset, float[] to, int start, int length) {
    MemorySegment elements = from.asSlice(offset, (long) length * Float16.BYTES);
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      long at = (long) i * Float16.BYTES;
      widened(
              ShortVector.fromMemorySegment(SHORTS, elements, at, ByteOrder.LITTLE_ENDIAN)
                  .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0)
                  .reinterpretAsInts())
          .intoArray(to, start + i);
    }
    for (int i = bound; i < length; i++) {
      to[start + i] = Float16.toFloat(elements.get(LittleEndian.SHORT, (long) i * Float16.BYTES));
    }
  }

  @Override
  public void encode(float[] from, int start, int length, MemorySegment to, long offset) {
    MemorySegment elements = to.asSlice(offset, (long) length * Float16.BYTES);
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      narrowed(FloatVector.fromArray(FLOATS, from, start + i))
          .convertShape(VectorOperators.I2S, SHORTS, 0)
          .reinterpretAsShorts()
          .intoMemorySegment(elements, (long) i * Float16.BYTES, ByteOrder.LITTLE_ENDIAN);
    }
    for (int i = bound; i < length; i++) {
      short bits = Float16.fromFloat(from[start + i]);
      elements.set(LittleEndian.SHORT, (long) i * Float16.BYTES, bits);
    }
  }

  @Override
  public void round(float[] values, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      widened(narrowed(FloatVector.fromArray(FLOATS, values, i))).intoArray(values, i);
    }
    for (int i = bound; i < length; i++) {
      values[i] = Float16.toFloat(Float16.fromFloat(values[i]));
    }
  }

  private static FloatVector widened(IntVector bits) {
    IntVector magnitude = bits.and(0x7fff);
    IntVector shifted = magnitude.lanewise(VectorOperators.LSHL, SHIFT);
    IntVector finite = shifted.reinterpretAsFloats().mul(BIAS_FACTOR).reinterpretAsInts();
    IntVector sign = bits.and(0x8000).lanewise(VectorOperators.LSHL, 16);
    return finite
        .blend(shifted.or(FLOAT_INFINITY), magnitude.compare(VectorOperators.GE, INFINITY))
        .or(sign)
        .reinterpretAsFloats();
  }

  private static IntVector narrowed(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector magnitude = bits.and(0x7fffffff);
    IntVector odd = magnitude.lanewise(VectorOperators.LSHR, SHIFT).and(1);
    IntVector normal = magnitude.sub(BIAS - 0xfff).add(odd).lanewise(VectorOperators.LSHR, SHIFT);
    IntVector subnormal =
        magnitude.reinterpretAsFloats().add(HALF).reinterpretAsInts().sub(HALF_BITS);
    IntVector sign = bits.lanewise(VectorOperators.LSHR, 16).and(0x8000);
    return normal
        .blend(subnormal, magnitude.compare(VectorOperators.LT, LEAST_NORMAL))
        .blend(INFINITY, magnitude.compare(VectorOperators.GE, LEAST_TOO_LARGE))
        .or(sign)
        .blend(Float16.NAN, magnitude.compare(VectorOperators.GT, FLOAT_INFINITY));
  }
}
