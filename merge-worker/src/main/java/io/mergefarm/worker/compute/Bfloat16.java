package io.mergefarm.worker.compute;

/** Bfloat16: the upper half of a float32. */
final class Bfloat16 {

  static final int BYTES = 2;
  static final short NAN = 0x7fc0;

  private Bfloat16() {}

  static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** Nearest, ties to even: a carry out of the mantissa is the next power of two, or infinity. */
  static short fromFloat(float value) {
    if (Float.isNaN(value)) {
      return NAN;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
