package io.mergefarm.worker.compute;

import io.mergefarm.contracts.safetensors.DType;
import java.lang.foreign.MemorySegment;

/** The codecs as plain loops. */
enum ScalarCodec implements DTypeCodec {
  F64(Double.BYTES) {
    @Override
    public void decode(MemorySegment from, long offset, float[] to, int length) {
      for (int i = 0; i < length; i++) {
        to[i] = (float) from.get(LittleEndian.DOUBLE, offset + (long) i * Double.BYTES);
      }
    }

    @Override
    public void encode(float[] from, int length, MemorySegment to, long offset) {
      for (int i = 0; i < length; i++) {
        long bits = Double.doubleToLongBits(from[i]);
        to.set(LittleEndian.LONG, offset + (long) i * Double.BYTES, bits);
      }
    }

    @Override
    public void round(float[] values, int length) {}
  },
  F32(Float.BYTES) {
    @Override
    public void decode(MemorySegment from, long offset, float[] to, int length) {
      for (int i = 0; i < length; i++) {
        to[i] = from.get(LittleEndian.FLOAT, offset + (long) i * Float.BYTES);
      }
    }

    @Override
    public void encode(float[] from, int length, MemorySegment to, long offset) {
      for (int i = 0; i < length; i++) {
        int bits = Float.floatToIntBits(from[i]);
        to.set(LittleEndian.INT, offset + (long) i * Float.BYTES, bits);
      }
    }

    @Override
    public void round(float[] values, int length) {}
  },
  F16(Float16.BYTES) {
    @Override
    public void decode(MemorySegment from, long offset, float[] to, int length) {
      for (int i = 0; i < length; i++) {
        short bits = from.get(LittleEndian.SHORT, offset + (long) i * Float16.BYTES);
        to[i] = Float16.toFloat(bits);
      }
    }

    @Override
    public void encode(float[] from, int length, MemorySegment to, long offset) {
      for (int i = 0; i < length; i++) {
        short bits = Float16.fromFloat(from[i]);
        to.set(LittleEndian.SHORT, offset + (long) i * Float16.BYTES, bits);
      }
    }

    @Override
    public void round(float[] values, int length) {
      for (int i = 0; i < length; i++) {
        values[i] = Float16.toFloat(Float16.fromFloat(values[i]));
      }
    }
  },
  BF16(Bfloat16.BYTES) {
    @Override
    public void decode(MemorySegment from, long offset, float[] to, int length) {
      for (int i = 0; i < length; i++) {
        short bits = from.get(LittleEndian.SHORT, offset + (long) i * Bfloat16.BYTES);
        to[i] = Bfloat16.toFloat(bits);
      }
    }

    @Override
    public void encode(float[] from, int length, MemorySegment to, long offset) {
      for (int i = 0; i < length; i++) {
        short bits = Bfloat16.fromFloat(from[i]);
        to.set(LittleEndian.SHORT, offset + (long) i * Bfloat16.BYTES, bits);
      }
    }

    @Override
    public void round(float[] values, int length) {
      for (int i = 0; i < length; i++) {
        values[i] = Bfloat16.toFloat(Bfloat16.fromFloat(values[i]));
      }
    }
  };

  private final int elementBytes;

  ScalarCodec(int elementBytes) {
    this.elementBytes = elementBytes;
  }

  static ScalarCodec of(DType dtype) {
    return switch (dtype) {
      case F64 -> F64;
      case F32 -> F32;
      case F16 -> F16;
      case BF16 -> BF16;
      default -> throw new IllegalArgumentException(dtype + " takes no part in arithmetic");
    };
  }

  @Override
  public int elementBytes() {
    return elementBytes;
  }
}
