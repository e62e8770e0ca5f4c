package io.mergefarm.contracts.source.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockSourceFilesTest {

  private static final int BLOCK = BlockDigests.BLOCK_SIZE;
  private static final ObjectKey KEY = ObjectKey.of("sources", "s", "files", "model.safetensors");
  private static final ObjectKey DIGESTS = ObjectKey.of("sources", "s", "digests", "model.json");

  private final byte[] content = noise(2 * BLOCK + 1001);
  private final BlockPool pool = new BlockPool(2L * BLOCK, BLOCK);
  private final List<Integer> spoiled = new ArrayList<>();
  private int originReads;

  @TempDir private Path folder;
  private LocalObjectStore store;

  @BeforeEach
  void stage() throws IOException {
    store = new LocalObjectStore(folder.resolve("store"));
    store.put(KEY, content);
    putDigests(content);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void anyRangeIsReadAsItWasStaged() throws IOException {
    try (ObjectReader reader = files(BlockCache.NONE).open(file())) {
      assertThat(reader.size()).isEqualTo(content.length);
      for (int from : new int[] {0, 1, BLOCK - 1, BLOCK, BLOCK + 5, 2 * BLOCK, 2 * BLOCK + 1000}) {
        for (int length : new int[] {0, 1, 1000, BLOCK, 2 * BLOCK}) {
          if (from + length <= content.length) {
            assertThat(read(reader, from, length))
                .as("%d bytes at %d", length, from)
                .isEqualTo(Arrays.copyOfRange(content, from, from + length));
          }
        }
      }
      assertThatThrownBy(() -> read(reader, content.length - 1, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void bytesThatWereDamagedOnTheWayAreReadAgain() throws IOException {
    spoiled.addAll(List.of(1, 2));
    try (ObjectReader reader = files(BlockCache.NONE).open(file())) {
      assertThat(read(reader, 0, 100)).isEqualTo(Arrays.copyOf(content, 100));
    }
    assertThat(originReads).isEqualTo(3);
  }

  @Test
  void bytesThatAreDamagedWhereTheyLieAreNeverGiven() throws IOException {
    byte[] damaged = content.clone();
    damaged[BLOCK + 17] ^= 4;
    store.put(KEY, damaged);
    try (ObjectReader reader = files(BlockCache.NONE).open(file())) {
      assertThat(read(reader, 0, BLOCK)).isEqualTo(Arrays.copyOf(content, BLOCK));
      assertThatThrownBy(() -> read(reader, BLOCK - 1, 2))
          .isInstanceOf(SourceChangedException.class)
          .hasMessageContainingAll(KEY.value(), "digest", "stage the source again");
    }
  }

  @Test
  void digestsOfAnotherFileAreRefused() throws IOException {
    putDigests(Arrays.copyOf(content, BLOCK));
    assertThatThrownBy(() -> files(BlockCache.NONE).open(file()))
        .isInstanceOf(SourceChangedException.class)
        .hasMessageContaining(DIGESTS.value());
    store.delete(DIGESTS);
    assertThatThrownBy(() -> files(BlockCache.NONE).open(file()))
        .isInstanceOf(SourceChangedException.class)
        .hasMessageContaining("there is no object " + DIGESTS);
  }

  @Test
  void whatTheDiskKeepsIsNotReadAgain() throws IOException {
    CacheFolder cache = new CacheFolder(folder.resolve("cache"), 10L * BLOCK, Clock.systemUTC());
    readWhole(cache);
    int reads = originReads;
    try (BlockPool other = new BlockPool(2L * BLOCK, BLOCK);
        ObjectReader reader = files(other, cache).open(file())) {
      assertThat(read(reader, 0, content.length)).isEqualTo(content);
    }
    assertThat(originReads).isEqualTo(reads).isEqualTo(3);
  }

  @Test
  void aDamagedFileOfTheCacheIsNotUsed() throws IOException {
    CacheFolder cache = new CacheFolder(folder.resolve("cache"), 10L * BLOCK, Clock.systemUTC());
    readWhole(cache);
    Path kept = folder.resolve("cache").resolve(BlockDigests.digest(MemorySegment.ofArray(tail())));
    byte[] damaged = Files.readAllBytes(kept);
    damaged[0] ^= 1;
    Files.write(kept, damaged);
    try (BlockPool other = new BlockPool(2L * BLOCK, BLOCK);
        ObjectReader reader = files(other, cache).open(file())) {
      assertThat(read(reader, 2 * BLOCK, 1001)).isEqualTo(tail());
    }
    assertThat(originReads).isEqualTo(4);
  }

  private void readWhole(BlockCache cache) throws IOException {
    try (ObjectReader reader = files(cache).open(file())) {
      assertThat(read(reader, 0, content.length)).isEqualTo(content);
    }
  }

  private byte[] tail() {
    return Arrays.copyOfRange(content, 2 * BLOCK, content.length);
  }

  private BlockSourceFiles files(BlockCache cache) {
    return files(pool, cache);
  }

  private BlockSourceFiles files(BlockPool blocks, BlockCache cache) {
    return new BlockSourceFiles(
        file -> new Spoiling(new LocalSourceFiles(store).open(file)),
        store,
        ContractJson.mapper(),
        blocks,
        cache);
  }

  private SourceFile file() {
    return new SourceFile(
        "model.safetensors", URI.create("store:" + KEY), content.length, Optional.of(DIGESTS));
  }

  private void putDigests(byte[] bytes) throws IOException {
    List<String> digests = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += BLOCK) {
      int to = Math.min(bytes.length, from + BLOCK);
      digests.add(BlockDigests.digest(MemorySegment.ofArray(Arrays.copyOfRange(bytes, from, to))));
    }
    store.put(
        DIGESTS, ContractJson.mapper().writeValueAsBytes(BlockDigests.of(bytes.length, digests)));
  }

  private static byte[] read(ObjectReader reader, long offset, int length) throws IOException {
    byte[] target = new byte[length];
    MemorySegment read = reader.read(offset, MemorySegment.ofArray(target));
    assertThat(read.byteSize()).isEqualTo(length);
    return target;
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Counts reads and spoils some of them. */
  private final class Spoiling implements ObjectReader {

    private final ObjectReader reader;

    private Spoiling(ObjectReader reader) {
      this.reader = reader;
    }

    @Override
    public long size() {
      return reader.size();
    }

    @Override
    public MemorySegment read(long offset, MemorySegment scratch) throws IOException {
      originReads++;
      scratch.copyFrom(reader.read(offset, scratch));
      if (spoiled.contains(originReads)) {
        scratch.asSlice(scratch.byteSize() / 2, 1).fill((byte) 0x5a);
      }
      return scratch;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
