package io.mergefarm.contracts.source.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {

  private static final int BLOCK = 1000;

  @TempDir private Path folder;

  @Test
  void theFilesNeverHaveMoreBytesThanAreAllowed() throws IOException {
    CacheFolder cache = cacheAt(0, 10 * BLOCK);
    for (int seed = 0; seed < 40; seed++) {
      put(cache, seed);
      assertThat(bytes()).isLessThanOrEqualTo(10 * BLOCK);
    }
    assertThat(has(cache, 39)).isTrue();
    assertThat(has(cache, 0)).isFalse();
  }

  @Test
  void whatWasUsedLongestAgoGoesFirst() throws IOException {
    for (int seed = 0; seed < 9; seed++) {
      put(cacheAt(seed, 10 * BLOCK), seed);
    }
    assertThat(has(cacheAt(100, 10 * BLOCK), 0)).isTrue();
    put(cacheAt(101, 10 * BLOCK), 9);
    put(cacheAt(102, 10 * BLOCK), 10);
    assertThat(has(cacheAt(103, 10 * BLOCK), 0)).isTrue();
    assertThat(has(cacheAt(103, 10 * BLOCK), 1)).isFalse();
  }

  @Test
  void leftoversOfDeadProcessesCountAndGoFirst() throws IOException {
    Files.write(folder.resolve(".half-written"), new byte[9 * BLOCK]);
    CacheFolder cache = cacheAt(0, 10 * BLOCK);
    put(cache, 1);
    put(cache, 2);
    assertThat(bytes()).isLessThanOrEqualTo(10 * BLOCK);
    assertThat(has(cache, 1)).isTrue();
    assertThat(has(cache, 2)).isTrue();
  }

  @Test
  void aBlockLargerThanTheCacheIsNotKept() throws IOException {
    CacheFolder cache = cacheAt(0, BLOCK - 1);
    put(cache, 1);
    assertThat(bytes()).isZero();
  }

  @Test
  void severalOwnersKeepOneBound() throws IOException {
    CacheFolder one = cacheAt(0, 8 * BLOCK);
    CacheFolder other = cacheAt(0, 8 * BLOCK);
    for (int seed = 0; seed < 40; seed++) {
      put(seed % 3 == 0 ? one : other, seed);
      assertThat(bytes()).isLessThanOrEqualTo(8 * BLOCK);
      assertThat(has(seed % 2 == 0 ? one : other, seed)).isTrue();
    }
  }

  private CacheFolder cacheAt(long second, long most) throws IOException {
    return new CacheFolder(
        folder, most, Clock.fixed(Instant.ofEpochSecond(2_000_000_000 + second), ZoneOffset.UTC));
  }

  private static void put(CacheFolder cache, int seed) {
    MemorySegment block = block(seed);
    cache.put(BlockDigests.digest(block), block);
  }

  private static boolean has(CacheFolder cache, int seed) {
    MemorySegment target = MemorySegment.ofArray(new byte[BLOCK]);
    return cache.get(BlockDigests.digest(block(seed)), target)
        && target.mismatch(block(seed)) == -1;
  }

  private static MemorySegment block(int seed) {
    byte[] bytes = new byte[BLOCK];
    new Random(seed).nextBytes(bytes);
    return MemorySegment.ofArray(bytes);
  }

  private long bytes() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.endsWith(".lock"))
          .mapToLong(
              file -> {
                try {
                  return Files.size(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .sum();
    }
  }
}
