package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.ChunkDigests;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The scratch memory of one tensor at a time, kept for the next one. What it hands out is in use
 * until {@link #reset}. For a tree of L stored tensors and I inputs of merges it comes to L + 1
 * chunks of stored elements and I + 1 blocks of floats, whatever the size of the tensor. Not for
 * use by several threads.
 */
final class Workspace {

  private static final long SMALLEST_CHUNK = ChunkDigests.CHUNK_ELEMENTS * Short.BYTES;

  private static final int SMALLEST_BLOCK = 1 << 11;
  private static final int LARGEST_KEPT = 1 << 16;

  private final Arena arena = Arena.ofAuto();
  private final List<MemorySegment> freeChunks = new ArrayList<>();
  private final List<MemorySegment> usedChunks = new ArrayList<>();
  private final List<float[]> freeBlocks = new ArrayList<>();
  private final List<float[]> usedBlocks = new ArrayList<>();

  /** Memory outside the heap, not cleared. */
  MemorySegment chunk(long bytes) {
    MemorySegment chunk =
        freeChunks.stream()
            .filter(free -> free.byteSize() >= bytes)
            .findFirst()
            .orElseGet(() -> arena.allocate(Math.max(bytes, SMALLEST_CHUNK), Long.BYTES));
    freeChunks.remove(chunk);
    usedChunks.add(chunk);
    return chunk.asSlice(0, bytes);
  }

  /** An array of at least that length, not cleared. */
  float[] block(int length) {
    float[] block =
        freeBlocks.stream()
            .filter(free -> free.length >= length)
            .findFirst()
            .orElseGet(() -> new float[Math.max(length, SMALLEST_BLOCK)]);
    freeBlocks.remove(block);
    usedBlocks.add(block);
    return block;
  }

  /** Takes everything back, and leaves blocks of whole large tensors to the garbage collector. */
  void reset() {
    freeChunks.addAll(usedChunks);
    usedChunks.clear();
    usedBlocks.stream().filter(block -> block.length <= LARGEST_KEPT).forEach(freeBlocks::add);
    usedBlocks.clear();
  }
}
