package io.mergefarm.fetcher.pickle;

import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** An object as a channel, of which only so many bytes are read in all. */
final class RangedChannel implements SeekableByteChannel {

  private final ObjectReader object;
  private final long mostBytes;
  private long read;
  private long position;

  RangedChannel(ObjectReader object, long mostBytes) {
    this.object = object;
    this.mostBytes = mostBytes;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    long left = object.size() - position;
    if (left <= 0) {
      return -1;
    }
    int count = (int) Math.min(left, target.remaining());
    read += count;
    if (read > mostBytes) {
      throw new IOException("its directory takes more than " + mostBytes + " bytes");
    }
    MemorySegment scratch = MemorySegment.ofArray(new byte[count]);
    target.put(object.read(position, scratch).asByteBuffer());
    position += count;
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return object.size();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  /** The object is its opener's to close. */
  @Override
  public void close() {}
}
