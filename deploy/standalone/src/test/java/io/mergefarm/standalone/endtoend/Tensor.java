package io.mergefarm.standalone.endtoend;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * A tensor as it lies in a checkpoint.
 *
 * @param bytes its elements, little-endian
 */
record Tensor(DType dtype, Shape shape, MemorySegment bytes) {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  int elements() {
    return Math.toIntExact(shape.elements());
  }

  double value(int element) {
    return switch (dtype) {
      case F32 -> bytes.getAtIndex(FLOAT, element);
      case F16 -> Float.float16ToFloat(bytes.getAtIndex(SHORT, element));
      case BF16 -> Float.intBitsToFloat(bytes.getAtIndex(SHORT, element) << Short.SIZE);
      default -> throw new IllegalArgumentException("the tests do not compute with " + dtype);
    };
  }

  double[] values() {
    return IntStream.range(0, elements()).mapToDouble(this::value).toArray();
  }

  /** The place of a 16-bit float among all of its type, so that neighbours differ by one. */
  int place(int element) {
    int bits = bytes.getAtIndex(SHORT, element);
    return bits < 0 ? -(bits & 0x7fff) : bits;
  }
}
