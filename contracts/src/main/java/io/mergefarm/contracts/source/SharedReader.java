package io.mergefarm.contracts.source;

import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A reader with several users, closed when the last of them is done. Its maker is the first. */
final class SharedReader {

  private final ObjectReader reader;
  private final AtomicInteger users = new AtomicInteger(1);

  SharedReader(ObjectReader reader) {
    this.reader = reader;
  }

  /** A reader for one more user; only while somebody has not released this one yet. */
  ObjectReader lend() {
    users.incrementAndGet();
    return new Lent();
  }

  /** One user is done. */
  void release() throws IOException {
    if (users.decrementAndGet() == 0) {
      reader.close();
    }
  }

  private final class Lent implements ObjectReader {

    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public long size() {
      return reader.size();
    }

    @Override
    public MemorySegment read(long offset, MemorySegment scratch) throws IOException {
      if (closed.get()) {
        throw new IllegalStateException("this reader is closed");
      }
      return reader.read(offset, scratch);
    }

    @Override
    public void prefetch(long offset, long length) {
      if (closed.get()) {
        throw new IllegalStateException("this reader is closed");
      }
      reader.prefetch(offset, length);
    }

    @Override
    public void close() throws IOException {
      if (closed.compareAndSet(false, true)) {
        release();
      }
    }
  }
}
