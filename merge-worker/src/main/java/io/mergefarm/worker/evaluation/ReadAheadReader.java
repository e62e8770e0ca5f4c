package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Asks for what a part will read of a file next whenever it reads, so that it need not wait. */
final class ReadAheadReader implements ObjectReader {

  /** What is asked for ahead, of each file. */
  static final long WINDOW = 8 << 20;

  private final ObjectReader reader;
  private final ReadRanges ranges;

  ReadAheadReader(ObjectReader reader, ReadRanges ranges) {
    this.reader = reader;
    this.ranges = ranges;
    askFrom(0);
  }

  @Override
  public long size() {
    return reader.size();
  }

  @Override
  public MemorySegment read(long offset, MemorySegment scratch) throws IOException {
    askFrom(offset + scratch.byteSize());
    return reader.read(offset, scratch);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** An event may name bytes beyond the file; reading them will say so. */
  private void askFrom(long offset) {
    for (ReadRanges.Range range : ranges.from(offset, WINDOW)) {
      if (range.offset() + range.length() <= reader.size()) {
        reader.prefetch(range.offset(), range.length());
      }
    }
  }
}
