package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.storage.PartContent.Sink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Sends the bytes of a chunk on while they are in the cache. */
final class SentChunk implements ChunkTarget {

  /** What a processor's second-level cache holds beside the inputs. */
  private static final long PIECE = 256L << 10;

  private final MemorySegment memory;
  private final Sink sink;
  private long sent;

  /**
   * @param memory of the chunk's size
   */
  SentChunk(MemorySegment memory, Sink sink) {
    this.memory = memory;
    this.sink = sink;
  }

  @Override
  public MemorySegment memory() {
    return memory;
  }

  @Override
  public void ready(long end) throws IOException {
    copy(memory, end);
  }

  @Override
  public void copy(MemorySegment chunk, long end) throws IOException {
    if (end - sent >= PIECE || end == memory.byteSize()) {
      sink.write(chunk.asSlice(sent, end - sent).asByteBuffer());
      sent = end;
    }
  }
}
