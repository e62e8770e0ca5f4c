package io.mergefarm.fetcher.pickle;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, read front to back. */
final class PickleInput {

  private final ByteBuffer bytes;

  PickleInput(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int position() {
    return bytes.position();
  }

  int unsignedByte() throws PickleException {
    return (int) unsigned(1);
  }

  /** A little-endian unsigned number of 1, 2, 4 or 8 bytes, the last of them below 2^63. */
  long unsigned(int width) throws PickleException {
    long value = signed(width);
    long unsigned = width == Long.BYTES ? value : value & ((1L << (width * Byte.SIZE)) - 1);
    if (unsigned < 0) {
      throw new PickleException("a length is out of range at byte " + position());
    }
    return unsigned;
  }

  /** A little-endian signed number of up to 8 bytes. */
  long signed(long width) throws PickleException {
    if (width > Long.BYTES) {
      throw new PickleException("a number of %d bytes at byte %d".formatted(width, position()));
    }
    long value = 0;
    int shift = 0;
    for (int i = 0; i < width; i++, shift += Byte.SIZE) {
      value |= (next() & 0xFFL) << shift;
    }
    return width == 0 || width == Long.BYTES ? value : value << (64 - shift) >> (64 - shift);
  }

  double bigEndianDouble() throws PickleException {
    return Double.longBitsToDouble(Long.reverseBytes(signed(Long.BYTES)));
  }

  /** UTF-8 text of so many bytes. */
  String text(long length) throws PickleException {
    if (length > bytes.remaining()) {
      throw truncated();
    }
    ByteBuffer slice = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
    } catch (CharacterCodingException e) {
      throw new PickleException("a text before byte %d is no UTF-8".formatted(position()));
    }
  }

  /** Text that ends with a newline, which is not part of it. */
  String line() throws PickleException {
    int end = bytes.position();
    while (end < bytes.limit() && bytes.get(end) != '\n') {
      end++;
    }
    String line = text(end - bytes.position());
    next();
    return line;
  }

  private byte next() throws PickleException {
    try {
      return bytes.get();
    } catch (BufferUnderflowException e) {
      throw truncated();
    }
  }

  private static PickleException truncated() {
    return new PickleException("it ends in the middle");
  }
}
