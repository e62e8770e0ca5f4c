package io.mergefarm.contracts.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest extends ObjectStoreConformance {

  private static final ObjectKey KEY = ObjectKey.of("merges", "m", "shard");

  @TempDir private Path folder;
  private LocalObjectStore store;

  @BeforeEach
  void openOwnStore() throws IOException {
    store = new LocalObjectStore(folder.resolve("store"));
  }

  @Override
  protected ObjectStore emptyStore() throws IOException {
    return sameStore();
  }

  @Override
  protected ObjectStore sameStore() throws IOException {
    return new LocalObjectStore(folder.resolve("store"));
  }

  @Test
  void anObjectIsTheFileOfItsKey() throws IOException {
    store.put(KEY, noise(10));
    assertThat(folder.resolve("store/merges/m/shard")).hasBinaryContent(noise(10));
  }

  @Test
  void aFinishedUploadLeavesNoOtherFile() throws IOException {
    byte[] content = noise(PART + 1);
    Upload upload = store.createUpload(KEY, content.length);
    store.uploadPart(upload, range(content, 1), inPieces(content, 1));
    store.uploadPart(upload, range(content, 2), inPieces(content, 2));
    store.completeUpload(upload, store.listParts(upload));
    store.abortUpload(store.createUpload(KEY, 5));
    assertThat(staged()).isEmpty();
  }

  @Test
  void anUploadHasItsFullSizeFromTheStart() throws IOException {
    Upload upload = store.createUpload(KEY, 1 << 20);
    assertThat(folder.resolve("store/.uploads/" + upload.id() + "/data")).hasSize(1 << 20);
  }

  @Test
  void anUploadThatDoesNotFitOnTheDiskIsRefused() throws IOException {
    assertThatThrownBy(() -> store.createUpload(KEY, Long.MAX_VALUE / 2))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("no space left", KEY.value(), "bytes free");
    assertThat(staged()).isEmpty();
  }

  @Test
  void anObjectWithoutBytesTakesNoPart() throws IOException {
    Upload upload = store.createUpload(KEY, 0);
    store.completeUpload(upload, List.of());
    assertThat(store.stat(KEY)).contains(new ObjectStat(KEY, 0));
  }

  @Test
  void aPartThatBreaksOffNoLongerCounts() throws IOException {
    byte[] content = noise(100);
    Upload upload = store.createUpload(KEY, content.length);
    UploadedPart part = store.uploadPart(upload, range(content, 1), inPieces(content, 1));
    PartContent killed =
        sink -> {
          sink.write(ByteBuffer.wrap(noise(50)));
          throw new IllegalStateException("killed");
        };
    assertThatThrownBy(() -> store.uploadPart(upload, range(content, 1), killed))
        .hasMessage("killed");
    assertThat(store.listParts(upload)).isEmpty();
    assertThatThrownBy(() -> store.completeUpload(upload, List.of(part)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(KEY.value(), "stored is null");
    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  void partsMustFillTheObject() throws IOException {
    byte[] content = noise(100);
    Upload upload = store.createUpload(KEY, content.length);
    store.uploadPart(upload, new PartRange(1, 0, 40), zeros(40));
    refusesToComplete(upload, "40 of 100 bytes");
    store.uploadPart(upload, new PartRange(2, 41, 59), zeros(59));
    refusesToComplete(upload, "part 2 begins at byte 41 and the one before it ends at 40");
    store.uploadPart(upload, new PartRange(2, 39, 61), zeros(61));
    refusesToComplete(upload, "part 2 begins at byte 39 and the one before it ends at 40");
    store.uploadPart(upload, new PartRange(2, 40, 60), zeros(60));
    store.completeUpload(upload, store.listParts(upload));
    assertThat(store.get(KEY, 100)).hasValue(new byte[100]);
  }

  @Test
  void aPartOutsideTheObjectIsRefused() throws IOException {
    Upload upload = store.createUpload(KEY, 100);
    for (PartRange range : List.of(new PartRange(1, 50, 51), new PartRange(1, Long.MAX_VALUE, 1))) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> store.uploadPart(upload, range, zeros((int) range.length())));
    }
  }

  @Test
  void anUploadIsKnownByItsWholeIdentity() throws IOException {
    Upload upload = store.createUpload(KEY, 100);
    for (Upload other :
        List.of(
            new Upload(KEY.child("other"), upload.id(), 100),
            new Upload(KEY, upload.id(), 99),
            new Upload(KEY, "../" + upload.id(), 100),
            new Upload(KEY, "", 100))) {
      assertThatThrownBy(() -> store.listParts(other)).isInstanceOf(NoSuchUploadException.class);
      store.abortUpload(other);
    }
    assertThat(store.listParts(upload)).isEmpty();
  }

  @Test
  void theStoresOwnFilesAreNoObjects() {
    for (ObjectKey key : List.of(ObjectKey.of(".uploads"), ObjectKey.of(".uploads", "x"))) {
      assertThatThrownBy(() -> store.get(key, 1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.list(key)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.put(key, noise(1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.createUpload(key, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void noLinkLeadsOutOfTheStore() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    Path inside = folder.resolve("store");
    Files.createSymbolicLink(inside.resolve("folder"), outside);
    Files.createSymbolicLink(inside.resolve("file"), outside.resolve("secret"));

    ObjectKey through = ObjectKey.of("folder", "secret");
    assertThatThrownBy(() -> store.get(through, 10)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> store.open(through)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> store.delete(through)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> store.put(ObjectKey.of("folder", "a", "b"), noise(1)))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("leads out of the object store");
    assertThat(store.get(ObjectKey.of("file"), 10)).isEmpty();
    assertThat(store.list(ObjectKey.of("folder"))).isEmpty();
    assertThatThrownBy(() -> store.copy(ObjectKey.of("file"), KEY))
        .isInstanceOf(FileSystemException.class);

    store.put(ObjectKey.of("file"), noise(1));
    assertThat(outside.resolve("secret")).hasContent("secret");
    try (Stream<Path> files = Files.list(outside)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aLinkInsideTheStoreIsFollowed() throws IOException {
    store.put(KEY, noise(10));
    Files.createSymbolicLink(folder.resolve("store/linked"), folder.resolve("store/merges"));
    assertThat(store.get(ObjectKey.of("linked", "m", "shard"), 10)).hasValue(noise(10));
  }

  @Test
  void aFullDiskLeavesNothingUnderTheKey() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("small"), PART)) {
      LocalObjectStore full = new LocalObjectStore(disk.path());
      Upload first = full.createUpload(KEY, PART - (1 << 20));
      Upload second = full.createUpload(KEY, PART - (1 << 20));
      PartRange all = new PartRange(1, 0, PART - (1 << 20));
      full.uploadPart(first, all, zeros(PART - (1 << 20)));
      assertThatThrownBy(() -> full.uploadPart(second, all, zeros(PART - (1 << 20))))
          .isInstanceOf(StorageFullException.class)
          .hasMessageContaining(disk.path().toString())
          .hasMessageContainingAll("data", "no space left", "make room");
      assertThat(full.listParts(second)).isEmpty();
      assertThatThrownBy(() -> full.put(KEY, noise(PART)))
          .isInstanceOf(StorageFullException.class)
          .hasMessageContainingAll(KEY.value(), "no space left", "make room");
      assertThat(full.list(ObjectKey.of("merges"))).isEmpty();
      full.abortUpload(second);
      full.completeUpload(first, full.listParts(first));
      assertThat(full.stat(KEY)).isPresent();
    }
  }

  @Test
  void readersShowTheMappingItself() throws IOException {
    store.put(KEY, noise(10));
    ObjectReader reader = store.open(KEY);
    MemorySegment scratch = Arena.ofAuto().allocate(10);
    MemorySegment bytes = reader.read(0, scratch);
    assertThat(bytes.isReadOnly()).isTrue();
    assertThat(bytes.isMapped()).isTrue();
    reader.close();
    reader.close();
    assertThatThrownBy(() -> bytes.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFileOfMoreThanTwoGigabytesIsReadAtItsEnd() throws IOException {
    long size = (5L << 30) + 3;
    Path data = folder.resolve("sparse");
    try (FileChannel channel =
        FileChannel.open(data, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(noise(3)), size - 3);
    }
    try (ObjectReader reader = MappedFile.open(data)) {
      assertThat(reader.size()).isEqualTo(size);
      assertThat(read(reader, size - 3, 3, Arena.ofAuto())).isEqualTo(noise(3));
    }
  }

  private void refusesToComplete(Upload upload, String reason) throws IOException {
    List<UploadedPart> parts = store.listParts(upload);
    assertThatThrownBy(() -> store.completeUpload(upload, parts))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
    assertThat(store.stat(KEY)).isEmpty();
  }

  private List<Path> staged() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("store/.uploads"))) {
      return files.toList();
    }
  }

  private static PartContent zeros(int length) {
    return sink -> sink.write(ByteBuffer.allocate(length));
  }
}
