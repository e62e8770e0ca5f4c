package io.mergefarm.contracts.source.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockPoolTest {

  private static final int SIZE = 16;
  private static final int BLOCKS = 4;

  private final BlockPool pool = new BlockPool(BLOCKS * SIZE + 3, SIZE);
  private final ConcurrentHashMap<Integer, AtomicInteger> loads = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Boolean> addresses = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void aBlockIsLoadedOnceAsLongAsItIsKept() throws IOException {
    assertThat(read(7, 3, 2)).containsExactly(7, 7);
    assertThat(read(7, 0, 16)).hasSize(16).containsOnly((byte) 7);
    assertThat(loads.get(7)).hasValue(1);
  }

  @Test
  void neverMoreThanTheBudgetIsTaken() throws IOException {
    for (int block = 0; block < 100; block++) {
      assertThat(read(block, 0, 1)).containsExactly((byte) block);
    }
    assertThat(addresses).hasSize(BLOCKS);
  }

  @Test
  void theBlockThatWasReadLongestAgoMakesRoom() throws IOException {
    for (int block : new int[] {0, 1, 2, 3, 0, 4, 0}) {
      read(block, 0, 1);
    }
    assertThat(loads.get(0)).hasValue(1);
    read(1, 0, 1);
    assertThat(loads.get(1)).hasValue(2);
  }

  @Test
  void whatIsFetchedAheadIsThereWhenItIsRead() throws Exception {
    CountDownLatch loaded = new CountDownLatch(1);
    pool.prefetch(
        id(5),
        SIZE,
        target -> {
          fill(5, target);
          loaded.countDown();
        });
    loaded.await();
    assertThat(read(5, 0, 1)).containsExactly(5);
    assertThat(loads.get(5)).hasValue(1);
  }

  @Test
  void fetchingAheadDoesNotDriveOutWhatWasFetchedAhead() throws Exception {
    CountDownLatch loaded = new CountDownLatch(BLOCKS);
    for (int block = 0; block < 10; block++) {
      int own = block;
      pool.prefetch(
          id(block),
          SIZE,
          target -> {
            fill(own, target);
            loaded.countDown();
          });
    }
    loaded.await();
    for (int block = 0; block < BLOCKS; block++) {
      read(block, 0, 1);
    }
    assertThat(loads).hasSize(BLOCKS);
    assertThat(loads.values()).allSatisfy(count -> assertThat(count).hasValue(1));
  }

  @Test
  void aBlockThatCanNotBeLoadedLeavesItsMemory() throws IOException {
    for (int i = 0; i < 2 * BLOCKS; i++) {
      assertThatThrownBy(
              () ->
                  pool.read(
                      id(1),
                      SIZE,
                      target -> {
                        throw new IOException("away");
                      },
                      0,
                      MemorySegment.ofArray(new byte[1])))
          .hasMessage("away");
    }
    assertThat(read(1, 0, 1)).containsExactly(1);
  }

  @Test
  void manyThreadsShareFewBlocks() throws Exception {
    List<Callable<Boolean>> readers = new ArrayList<>();
    for (int thread = 0; thread < 16; thread++) {
      int start = thread;
      readers.add(
          () -> {
            for (int i = 0; i < 500; i++) {
              int block = (start * 7 + i) % 23;
              pool.prefetch(
                  id((block + 1) % 23), SIZE, target -> fill((byte) ((block + 1) % 23), target));
              if (read(block, i % SIZE, 1)[0] != block) {
                return false;
              }
            }
            return true;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (Future<Boolean> right : threads.invokeAll(readers)) {
        assertThat(right.get()).isTrue();
      }
    }
    assertThat(addresses).hasSizeLessThanOrEqualTo(BLOCKS);
  }

  private byte[] read(int block, int from, int length) throws IOException {
    MemorySegment target = MemorySegment.ofArray(new byte[length]);
    pool.read(id(block), SIZE, memory -> fill(block, memory), from, target);
    return target.toArray(ValueLayout.JAVA_BYTE);
  }

  private void fill(int block, MemorySegment memory) {
    loads.computeIfAbsent(block, key -> new AtomicInteger()).incrementAndGet();
    addresses.put(memory.address(), true);
    memory.fill((byte) block);
  }

  private static BlockPool.Id id(int block) {
    return new BlockPool.Id("file", block);
  }
}
