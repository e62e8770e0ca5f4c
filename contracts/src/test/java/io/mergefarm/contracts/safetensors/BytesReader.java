package io.mergefarm.contracts.safetensors;

import io.mergefarm.contracts.storage.ObjectReader;
import java.lang.foreign.MemorySegment;

/** A file in memory that knows how far it was read. */
final class BytesReader implements ObjectReader {

  private final MemorySegment bytes;
  private long readTo;

  BytesReader(byte[] bytes) {
    this.bytes = MemorySegment.ofArray(bytes).asReadOnly();
  }

  /** One past the last byte that was asked for. */
  long readTo() {
    return readTo;
  }

  @Override
  public long size() {
    return bytes.byteSize();
  }

  @Override
  public MemorySegment read(long offset, MemorySegment scratch) {
    readTo = Math.max(readTo, offset + scratch.byteSize());
    return bytes.asSlice(offset, scratch.byteSize());
  }

  @Override
  public void close() {}
}
