package io.mergefarm.contracts.safetensors;

/** The element types of the safetensors format, under the names its headers use. */
public enum DType {
  BOOL(8, Kind.BOOLEAN),
  F4(4, Kind.PACKED),
  F6_E2M3(6, Kind.PACKED),
  F6_E3M2(6, Kind.PACKED),
  U8(8, Kind.INTEGER),
  I8(8, Kind.INTEGER),
  F8_E5M2(8, Kind.PACKED),
  F8_E4M3(8, Kind.PACKED),
  F8_E8M0(8, Kind.PACKED),
  F8_E4M3FNUZ(8, Kind.PACKED),
  F8_E5M2FNUZ(8, Kind.PACKED),
  I16(16, Kind.INTEGER),
  U16(16, Kind.INTEGER),
  F16(16, Kind.FLOAT),
  BF16(16, Kind.FLOAT),
  I32(32, Kind.INTEGER),
  U32(32, Kind.INTEGER),
  F32(32, Kind.FLOAT),
  C64(64, Kind.COMPLEX),
  F64(64, Kind.FLOAT),
  I64(64, Kind.INTEGER),
  U64(64, Kind.INTEGER);

  private enum Kind {
    BOOLEAN,
    INTEGER,
    FLOAT,
    COMPLEX,
    PACKED
  }

  private final int bits;
  private final Kind kind;

  DType(int bits, Kind kind) {
    this.bits = bits;
    this.kind = kind;
  }

  /** The width of one element in bits; less than eight for the sub-byte types. */
  public int bits() {
    return bits;
  }

  /**
   * The bytes that {@code elements} elements take.
   *
   * @throws ArithmeticException if the count does not end on a byte, or the result exceeds a long
   */
  public long byteSize(long elements) {
    long totalBits = Math.multiplyExact(elements, bits);
    if (totalBits % 8 != 0) {
      throw new ArithmeticException(elements + " elements of " + this + " do not end on a byte");
    }
    return totalBits / 8;
  }

  /** Whether merges compute with this type: F64, F32, F16 and BF16. All others are only carried. */
  public boolean arithmetic() {
    return kind == Kind.FLOAT;
  }
}
