package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.storage.PartContent.Sink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Hands the bytes of a chunk on while they are in the cache. */
final class ChunkPieces {

  /** What a processor's second-level cache holds beside the inputs. */
  static final long SIZE = 256L << 10;

  private final MemorySegment bytes;
  private final Sink sink;
  private long written;

  ChunkPieces(MemorySegment bytes, Sink sink) {
    this.bytes = bytes;
    this.sink = sink;
  }

  /** Writes what is ready, if that is worth it. */
  void ready(long end) throws IOException {
    if (end - written >= SIZE) {
      writeTo(end);
    }
  }

  /** Writes all bytes before an offset. */
  void writeTo(long end) throws IOException {
    if (end > written) {
      sink.write(bytes.asSlice(written, end - written).asByteBuffer());
      written = end;
    }
  }
}
