package io.mergefarm.contracts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {

  @TempDir private Path folder;
  private LocalObjectStore store;
  private LocalSourceFiles local;
  private final List<SourceFile> opened = new ArrayList<>();

  @BeforeEach
  void makeStore() throws IOException {
    store = new LocalObjectStore(folder.resolve("store"));
    local = new LocalSourceFiles(store);
  }

  @Test
  void readsAFileInPlace() throws IOException {
    try (ObjectReader reader = local.open(file("in place", "content"))) {
      assertThat(text(reader, 3, 4)).isEqualTo("tent");
    }
  }

  @Test
  void readsAStagedFile() throws Exception {
    store.put(ObjectKey.of("sources", "id", "files", "a b.bin"), new byte[] {'o', 'k'});
    URI uri = new URI("store", "sources/id/files/a b.bin", null);
    try (ObjectReader reader = local.open(new SourceFile("a b.bin", uri, 2))) {
      assertThat(text(reader, 0, 2)).isEqualTo("ok");
    }
  }

  @Test
  void refusesAFileOfAnotherSize() throws IOException {
    SourceFile file = file("model.safetensors", "content");
    Files.writeString(folder.resolve("model.safetensors"), "cont");
    assertThatThrownBy(() -> local.open(file))
        .isInstanceOf(SourceChangedException.class)
        .hasMessageContainingAll("model.safetensors", "7 bytes", "4");
  }

  @Test
  void refusesAFileThatIsGone() throws IOException {
    SourceFile file = file("model.safetensors", "content");
    Files.delete(folder.resolve("model.safetensors"));
    assertThatThrownBy(() -> local.open(file))
        .isInstanceOf(SourceChangedException.class)
        .hasMessageContaining("gone");
    assertThatThrownBy(() -> local.open(new SourceFile("x", URI.create("store:sources/x"), 1)))
        .isInstanceOf(SourceChangedException.class);
  }

  @Test
  void refusesOtherAddresses() {
    for (String uri : List.of("http://example.com/x", "x", "store:.uploads/x", "store:a/../b")) {
      assertThatThrownBy(() -> local.open(new SourceFile("x", URI.create(uri), 1)))
          .as(uri)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void noticesThatAnOpenFileIsCut() throws IOException {
    try (ObjectReader reader = local.open(file("model", "content"))) {
      Files.writeString(folder.resolve("model"), "cont");
      assertThatThrownBy(() -> text(reader, 0, 4))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("model", "7 bytes", "4");
    }
  }

  @Test
  void keepsTheFilesUsedLastOpen() throws IOException {
    SourceFile first = file("first", "1");
    SourceFile second = file("second", "2");
    SourceFile third = file("third", "3");
    try (CachingSourceFiles cache = new CachingSourceFiles(this::recorded, 2)) {
      for (SourceFile file : List.of(first, second, first, third, first, second)) {
        cache.open(file).close();
      }
    }
    assertThat(opened).containsExactly(first, second, third, second);
  }

  @Test
  void aLentReaderOutlivesItsPlaceInTheCache() throws IOException {
    CachingSourceFiles cache = new CachingSourceFiles(this::recorded, 1);
    ObjectReader first = cache.open(file("first", "1"));
    ObjectReader again = cache.open(file("first", "1"));
    MemorySegment bytes = first.read(0, Arena.ofAuto().allocate(1));
    cache.open(file("second", "2")).close();
    cache.close();
    again.close();
    again.close();
    assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) '1');
    first.close();
    assertThatThrownBy(() -> bytes.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> text(first, 0, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void noticesThatACachedFileHasChanged() throws IOException {
    SourceFile file = file("model", "content");
    try (CachingSourceFiles cache = new CachingSourceFiles(local, 2)) {
      cache.open(file).close();
      Files.writeString(folder.resolve("model"), "cut");
      assertThatThrownBy(() -> cache.open(file)).isInstanceOf(SourceChangedException.class);
      Files.writeString(folder.resolve("model"), "content");
      try (ObjectReader reader = cache.open(file)) {
        assertThat(text(reader, 0, 7)).isEqualTo("content");
      }
    }
  }

  private ObjectReader recorded(SourceFile file) throws IOException {
    opened.add(file);
    return local.open(file);
  }

  private SourceFile file(String name, String content) throws IOException {
    Path path = Files.writeString(folder.resolve(name), content);
    return new SourceFile(name, path.toUri(), content.length());
  }

  private static String text(ObjectReader reader, long offset, int length) throws IOException {
    byte[] bytes =
        reader.read(offset, Arena.ofAuto().allocate(length)).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
