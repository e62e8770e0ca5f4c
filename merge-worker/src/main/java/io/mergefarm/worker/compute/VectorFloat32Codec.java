package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Float32 by vectors: decoding copies, encoding replaces NaN on the way. */
final class VectorFloat32Codec implements DTypeCodec {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  @Override
  public int elementBytes() {
    return Float.BYTES;
  }

  @Override
  public void decode(MemorySegment from, long offset, float[] to, int start, int length) {
    MemorySegment.copy(from, LittleEndian.FLOAT, offset, to, start, length);
  }

  @Override
  public void encode(float[] from, int start, int length, MemorySegment to, long offset) {
    MemorySegment elements = to.asSlice(offset, (long) length * Float.BYTES);
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector x = FloatVector.fromArray(FLOATS, from, start + i);
      x.blend(Float.NaN, x.compare(VectorOperators.NE, x))
          .intoMemorySegment(elements, (long) i * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
    }
    for (int i = bound; i < length; i++) {
      int bits = Float.floatToIntBits(from[start + i]);
      elements.set(LittleEndian.INT, (long) i * Float.BYTES, bits);
    }
  }

  @Override
  public void round(float[] values, int length) {}
}
