package io.mergefarm.contracts.source.block;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Blocks in memory outside the heap, never more than fit a budget, for all readers of a process. A
 * block that several want at the same time is loaded once. What is fetched ahead takes free memory
 * or that of blocks that have been read, so it never drives out what was fetched ahead before; who
 * reads may take the memory of any block that nobody reads at the moment, and waits while there is
 * none.
 */
public final class BlockPool implements AutoCloseable {

  private final Arena arena = Arena.ofShared();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Id, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
  private final Deque<MemorySegment> free = new ArrayDeque<>();
  private final ExecutorService fetchers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("read-ahead-", 0).factory());
  private final int blockSize;
  private final long budget;
  private int unallocated;

  /**
   * A pool.
   *
   * @param bytes the budget, at least that of one block
   */
  public BlockPool(long bytes, int blockSize) {
    if (bytes < blockSize) {
      throw new IllegalArgumentException(
          "a pool of %d bytes can not hold a block of %d".formatted(bytes, blockSize));
    }
    this.blockSize = blockSize;
    this.budget = bytes;
    this.unallocated = Math.toIntExact(Math.min(bytes / blockSize, Integer.MAX_VALUE));
  }

  /** The most bytes that blocks take. */
  public long budget() {
    return budget;
  }

  /** The bytes that are taken by blocks now, whether somebody reads them or not. */
  public long used() {
    lock.lock();
    try {
      return (long) slots.size() * blockSize;
    } finally {
      lock.unlock();
    }
  }

  /** A block: of which file, and its place there. */
  record Id(String file, int block) {}

  /** Brings a block to memory. */
  @FunctionalInterface
  interface Loader {
    /** Fills a segment of the block's length. */
    void load(MemorySegment target) throws IOException;
  }

  /** Copies bytes of a block, loading it if need be. */
  void read(Id id, int length, Loader loader, int from, MemorySegment target) throws IOException {
    Slot slot = pin(id, length, loader);
    try {
      MemorySegment.copy(slot.memory, from, target, 0, target.byteSize());
    } finally {
      unpin(slot);
    }
  }

  /** Begins to load a block, if it is not there and there is memory for it. */
  void prefetch(Id id, int length, Loader loader) {
    Slot slot;
    lock.lock();
    try {
      Optional<MemorySegment> memory = slots.containsKey(id) ? Optional.empty() : take(true);
      if (memory.isEmpty()) {
        return;
      }
      slot = add(id, memory.get());
    } finally {
      lock.unlock();
    }
    fetch(id, slot, length, loader);
  }

  /** Ends what is being fetched ahead and gives the memory back. */
  @Override
  public void close() {
    fetchers.shutdownNow();
    fetchers.close();
    arena.close();
  }

  private void fetch(Id id, Slot slot, int length, Loader loader) {
    try {
      fetchers.execute(
          () -> {
            try {
              load(id, slot, length, loader);
            } catch (IOException | RuntimeException e) {
              // Who needs the block tries again and gets the error.
            }
          });
    } catch (RejectedExecutionException e) {
      abandon(id, slot);
    }
  }

  private Slot pin(Id id, int length, Loader loader) throws IOException {
    Slot slot;
    lock.lock();
    try {
      Optional<Slot> ready = awaitReady(id);
      if (ready.isPresent()) {
        return ready.get();
      }
      slot = add(id, take(false).orElseThrow());
      slot.pins = 1;
      slot.read = true;
    } finally {
      lock.unlock();
    }
    load(id, slot, length, loader);
    return slot;
  }

  /** The slot of a block that is loaded, pinned; empty once there is memory to load it into. */
  private Optional<Slot> awaitReady(Id id) throws IOException {
    while (true) {
      Slot slot = slots.get(id);
      if (slot != null && slot.loaded) {
        slot.pins++;
        slot.read = true;
        return Optional.of(slot);
      }
      if (slot == null && available()) {
        return Optional.empty();
      }
      try {
        changed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for a block of " + id.file());
      }
    }
  }

  private void load(Id id, Slot slot, int length, Loader loader) throws IOException {
    boolean done = false;
    try {
      loader.load(slot.memory.asSlice(0, length));
      done = true;
    } finally {
      if (done) {
        signal(() -> slot.loaded = true);
      } else {
        abandon(id, slot);
      }
    }
  }

  private void abandon(Id id, Slot slot) {
    signal(
        () -> {
          slots.remove(id);
          free.add(slot.memory);
        });
  }

  private void unpin(Slot slot) {
    signal(() -> slot.pins--);
  }

  private void signal(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Slot add(Id id, MemorySegment memory) {
    Slot slot = new Slot(memory);
    slots.put(id, slot);
    return slot;
  }

  private boolean available() {
    return !free.isEmpty()
        || unallocated > 0
        || slots.values().stream().anyMatch(slot -> slot.evictable(false));
  }

  private Optional<MemorySegment> take(boolean readBlocksOnly) {
    if (!free.isEmpty()) {
      return Optional.of(free.poll());
    }
    if (unallocated > 0) {
      unallocated--;
      return Optional.of(arena.allocate(blockSize, Long.BYTES));
    }
    Iterator<Slot> eldestFirst = slots.values().iterator();
    while (eldestFirst.hasNext()) {
      Slot slot = eldestFirst.next();
      if (slot.evictable(readBlocksOnly)) {
        eldestFirst.remove();
        return Optional.of(slot.memory);
      }
    }
    return Optional.empty();
  }

  private static final class Slot {
    private final MemorySegment memory;
    private boolean loaded;
    private boolean read;
    private int pins;

    private Slot(MemorySegment memory) {
      this.memory = memory;
    }

    private boolean evictable(boolean readBlocksOnly) {
      return loaded && pins == 0 && (read || !readBlocksOnly);
    }
  }
}
