package io.mergefarm.worker.evaluation;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Takes the bytes of a chunk, front to back. */
interface ChunkTarget {

  /** As much memory as the chunk has bytes, to write them to. */
  MemorySegment memory();

  /** Takes all bytes before an offset, which have been written to the memory. */
  void ready(long end) throws IOException;

  /** Takes bytes that are in memory elsewhere, all of the chunk's, up to an offset. */
  void copy(MemorySegment chunk, long end) throws IOException;
}
