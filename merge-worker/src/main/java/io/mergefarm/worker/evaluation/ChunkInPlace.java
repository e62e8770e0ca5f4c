package io.mergefarm.worker.evaluation;

import java.lang.foreign.MemorySegment;

/** A chunk that stays where it is written. */
final class ChunkInPlace implements ChunkTarget {

  private final MemorySegment memory;
  private long copied;

  /**
   * @param memory of the chunk's size
   */
  ChunkInPlace(MemorySegment memory) {
    this.memory = memory;
  }

  @Override
  public MemorySegment memory() {
    return memory;
  }

  @Override
  public void ready(long end) {}

  @Override
  public void copy(MemorySegment chunk, long end) {
    MemorySegment.copy(chunk, copied, memory, copied, end - copied);
    copied = end;
  }
}
