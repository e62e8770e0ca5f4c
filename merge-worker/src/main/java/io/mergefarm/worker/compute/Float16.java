package io.mergefarm.worker.compute;

/** IEEE 754 binary16. */
final class Float16 {

  static final int BYTES = 2;
  static final short NAN = 0x7e00;

  private Float16() {}

  static float toFloat(short bits) {
    return Float.float16ToFloat(bits);
  }

  static short fromFloat(float value) {
    return Float.isNaN(value) ? NAN : Float.floatToFloat16(value);
  }
}
