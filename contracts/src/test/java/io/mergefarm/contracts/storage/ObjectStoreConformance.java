package io.mergefarm.contracts.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every object store keeps to. A store's own test extends this and gives a fresh store; parts
 * have the five MiB that S3 asks for at least.
 */
public abstract class ObjectStoreConformance {

  /** The length of all parts but the last. */
  protected static final int PART = 5 << 20;

  private static final ObjectKey KEY = ObjectKey.of("models", "shard.safetensors");
  private static final int KILOBYTE = 1 << 10;

  private ObjectStore store;

  /** A store that holds nothing; asked for once per test. */
  protected abstract ObjectStore emptyStore() throws IOException;

  /** One more client of the store that {@link #emptyStore} gave last. */
  protected abstract ObjectStore sameStore() throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = emptyStore();
  }

  @Test
  void knowsNothingOfAnObjectThatIsNotThere() throws IOException {
    assertThat(store.stat(KEY)).isEmpty();
    assertThat(store.get(KEY, KILOBYTE)).isEmpty();
    assertThat(store.list(ObjectKey.of("models"))).isEmpty();
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> store.open(KEY))
        .withMessageContaining(KEY.value());
  }

  @Test
  void whatLiesBelowAKeyIsNoObjectOfThatKey() throws IOException {
    store.put(KEY, text("x"));
    ObjectKey above = ObjectKey.of("models");
    assertThat(store.stat(above)).isEmpty();
    assertThat(store.get(above, KILOBYTE)).isEmpty();
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> store.open(above));
    store.delete(above);
    assertThat(store.stat(KEY)).isPresent();
    assertThat(store.stat(KEY.child("below"))).isEmpty();
    assertThat(store.get(KEY.child("below"), KILOBYTE)).isEmpty();
  }

  @Test
  void givesBackWhatWasPut() throws IOException {
    store.put(KEY, text("first"));
    assertThat(store.stat(KEY)).contains(new ObjectStat(KEY, 5));
    assertThat(store.get(KEY, 5)).hasValue(text("first"));
    store.put(KEY, text("the second"));
    assertThat(store.get(KEY, KILOBYTE)).hasValue(text("the second"));
    store.put(KEY, text(""));
    assertThat(store.get(KEY, 0)).hasValue(text(""));
  }

  @Test
  void doesNotGetMoreThanIsAskedFor() throws IOException {
    store.put(KEY, text("12345"));
    assertThatThrownBy(() -> store.get(KEY, 4))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(KEY.value(), "4");
  }

  @Test
  void keysMayHoldAnyPlainText() throws IOException {
    ObjectKey odd = ObjectKey.of("models", "a b%20c+ä✓", ".gitattributes");
    store.put(odd, text("odd"));
    assertThat(store.get(odd, KILOBYTE)).hasValue(text("odd"));
    assertThat(store.list(ObjectKey.of("models"))).containsExactly(new ObjectStat(odd, 3));
  }

  @Test
  void readsAnyRangeOfAnOpenObject() throws IOException {
    byte[] content = noise(70_001);
    store.put(KEY, content);
    try (ObjectReader reader = store.open(KEY);
        Arena arena = Arena.ofConfined()) {
      assertThat(reader.size()).isEqualTo(content.length);
      assertThat(read(reader, 0, content.length, arena)).isEqualTo(content);
      assertThat(read(reader, 69_999, 2, arena))
          .isEqualTo(Arrays.copyOfRange(content, 69_999, 70_001));
      assertThat(read(reader, 70_001, 0, arena)).isEmpty();
    }
  }

  @Test
  void readsNothingOutsideAnOpenObject() throws IOException {
    store.put(KEY, noise(100));
    try (ObjectReader reader = store.open(KEY);
        Arena arena = Arena.ofConfined()) {
      for (long offset : new long[] {-1, 99, 100, 101, Long.MAX_VALUE - 1, Long.MIN_VALUE}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .as("2 bytes at %d", offset)
            .isThrownBy(() -> reader.read(offset, arena.allocate(2)));
      }
    }
  }

  @Test
  void opensAnEmptyObject() throws IOException {
    store.put(KEY, new byte[0]);
    try (ObjectReader reader = store.open(KEY)) {
      assertThat(reader.size()).isZero();
    }
  }

  @Test
  void listsWhatLiesBelowAPrefixInTheOrderOfKeys() throws IOException {
    for (String key : List.of("a/c", "a/b/d", "a/b.x", "ab", "b/a", "a/b/c")) {
      store.put(new ObjectKey(key), text(key));
    }
    assertThat(store.list(ObjectKey.of("a")))
        .containsExactly(
            new ObjectStat(new ObjectKey("a/b.x"), 5),
            new ObjectStat(new ObjectKey("a/b/c"), 5),
            new ObjectStat(new ObjectKey("a/b/d"), 5),
            new ObjectStat(new ObjectKey("a/c"), 3));
    assertThat(store.list(ObjectKey.of("a", "b"))).hasSize(2);
    assertThat(store.list(ObjectKey.of("ab"))).isEmpty();
  }

  @Test
  void copiesAndDeletes() throws IOException {
    ObjectKey copy = ObjectKey.of("elsewhere", "copy");
    store.put(KEY, text("content"));
    store.put(copy, text("replaced"));
    store.copy(KEY, copy);
    store.delete(KEY);
    assertThat(store.stat(KEY)).isEmpty();
    assertThat(store.get(copy, KILOBYTE)).hasValue(text("content"));
    store.delete(KEY);
    assertThatThrownBy(() -> store.copy(KEY, copy)).isInstanceOf(NoSuchFileException.class);
    assertThat(store.get(copy, KILOBYTE)).hasValue(text("content"));
  }

  @Test
  void anUploadAppearsWhenItIsCompleted() throws IOException {
    byte[] content = noise(2 * PART + 13);
    Upload upload = store.createUpload(KEY, content.length);
    assertThat(store.listParts(upload)).isEmpty();
    List<UploadedPart> parts = new ArrayList<>();
    for (PartRange range : List.of(range(content, 3), range(content, 1), range(content, 2))) {
      parts.add(store.uploadPart(upload, range, inPieces(content, range)));
      assertThat(store.stat(KEY)).isEmpty();
      assertThat(store.list(ObjectKey.of("models"))).isEmpty();
    }
    List<UploadedPart> ordered = List.of(parts.get(1), parts.get(2), parts.get(0));
    assertThat(store.listParts(upload)).isEqualTo(ordered);
    assertThat(ordered)
        .extracting(UploadedPart::size)
        .containsExactly((long) PART, (long) PART, 13L);
    store.completeUpload(upload, ordered);
    assertThat(store.stat(KEY)).contains(new ObjectStat(KEY, content.length));
    assertThat(store.get(KEY, content.length)).hasValue(content);
  }

  @Test
  void anUploadReplacesAnEarlierObjectOnlyWhenItIsCompleted() throws IOException {
    store.put(KEY, text("earlier"));
    byte[] content = noise(100);
    Upload upload = store.createUpload(KEY, content.length);
    UploadedPart part = store.uploadPart(upload, range(content, 1), inPieces(content, 1));
    assertThat(store.get(KEY, KILOBYTE)).hasValue(text("earlier"));
    store.completeUpload(upload, List.of(part));
    assertThat(store.get(KEY, KILOBYTE)).hasValue(content);
  }

  @Test
  void aPartMayComeFromAnotherClientAndMoreThanOnce() throws IOException {
    byte[] content = noise(PART + 100);
    byte[] wrong = noise(PART + 101);
    Upload upload = store.createUpload(KEY, content.length);
    ObjectStore other = sameStore();
    store.uploadPart(upload, range(content, 2), inPieces(content, 2));
    UploadedPart replaced =
        other.uploadPart(upload, range(content, 1), inPieces(wrong, range(content, 1)));
    UploadedPart part = other.uploadPart(upload, range(content, 1), inPieces(content, 1));
    assertThat(part.etag()).isNotEqualTo(replaced.etag());
    assertThat(store.uploadPart(upload, range(content, 1), inPieces(content, 1))).isEqualTo(part);
    List<UploadedPart> resumed = sameStore().listParts(upload);
    assertThat(resumed).hasSize(2).contains(part);
    other.completeUpload(upload, resumed);
    assertThat(store.get(KEY, content.length)).hasValue(content);
  }

  @Test
  void partsMayComeAtTheSameTime() throws Exception {
    byte[] content = noise(7 * PART + 1);
    Upload upload = store.createUpload(KEY, content.length);
    List<Callable<UploadedPart>> work = new ArrayList<>();
    for (int number = 1; number <= 8; number++) {
      PartRange range = range(content, number);
      work.add(() -> store.uploadPart(upload, range, inPieces(content, range)));
    }
    List<UploadedPart> parts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<UploadedPart> part : threads.invokeAll(work)) {
        parts.add(part.get());
      }
    }
    assertThat(store.listParts(upload)).isEqualTo(parts);
    store.completeUpload(upload, parts);
    assertThat(store.get(KEY, content.length)).hasValue(content);
  }

  @Test
  void aPartOfAnotherLengthIsNotStored() throws IOException {
    byte[] content = noise(PART + 50);
    Upload upload = store.createUpload(KEY, content.length);
    PartRange range = range(content, 1);
    for (int length : new int[] {0, PART - 1, PART + 1}) {
      assertThatThrownBy(
              () ->
                  store.uploadPart(
                      upload, range, sink -> sink.write(ByteBuffer.wrap(content, 0, length))))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("part 1");
    }
    assertThat(store.listParts(upload)).isEmpty();
  }

  @Test
  void aPartThatCanNotBeReadIsNotStored() throws IOException {
    byte[] content = noise(100);
    Upload upload = store.createUpload(KEY, content.length);
    IOException broken = new IOException("the source is broken");
    PartContent content50 =
        sink -> {
          sink.write(ByteBuffer.wrap(content, 0, 50));
          throw broken;
        };
    assertThatThrownBy(() -> store.uploadPart(upload, range(content, 1), content50))
        .hasStackTraceContaining("the source is broken");
    assertThat(store.listParts(upload)).isEmpty();
  }

  @Test
  void anUploadIsNotCompletedWithOtherParts() throws IOException {
    byte[] content = noise(PART + 50);
    Upload upload = store.createUpload(KEY, content.length);
    UploadedPart first = store.uploadPart(upload, range(content, 1), inPieces(content, 1));
    UploadedPart never = new UploadedPart(2, "0123abcd", 50);
    assertThatThrownBy(() -> store.completeUpload(upload, List.of(first, never)))
        .isInstanceOf(IOException.class);
    UploadedPart second = store.uploadPart(upload, range(content, 2), inPieces(content, 2));
    UploadedPart other = new UploadedPart(1, "0123abcd", PART);
    assertThatThrownBy(() -> store.completeUpload(upload, List.of(other, second)))
        .isInstanceOf(IOException.class);
    assertThat(store.stat(KEY)).isEmpty();
    store.completeUpload(upload, List.of(first, second));
    assertThat(store.get(KEY, content.length)).hasValue(content);
  }

  @Test
  void nothingIsAddedToACompletedUpload() throws IOException {
    byte[] content = noise(100);
    Upload upload = store.createUpload(KEY, content.length);
    UploadedPart part = store.uploadPart(upload, range(content, 1), inPieces(content, 1));
    store.completeUpload(upload, List.of(part));
    refusesParts(upload);
    store.abortUpload(upload);
    assertThat(store.get(KEY, KILOBYTE)).hasValue(content);
  }

  @Test
  void completingAgainChangesNothing() throws IOException {
    byte[] content = noise(100);
    Upload upload = store.createUpload(KEY, content.length);
    UploadedPart part = store.uploadPart(upload, range(content, 1), inPieces(content, 1));
    store.completeUpload(upload, List.of(part));
    try {
      store.completeUpload(upload, List.of(part));
    } catch (NoSuchUploadException e) {
      assertThat(e).hasMessageContaining(upload.id());
    }
    assertThat(store.get(KEY, KILOBYTE)).hasValue(content);
  }

  @Test
  void nothingIsLeftOfAnAbortedUpload() throws IOException {
    byte[] content = noise(100);
    Upload upload = store.createUpload(KEY, content.length);
    UploadedPart part = store.uploadPart(upload, range(content, 1), inPieces(content, 1));
    store.abortUpload(upload);
    store.abortUpload(upload);
    refusesAll(upload, part);
    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  void uploadsOfOneKeyDoNotTouchEachOther() throws IOException {
    byte[] content = noise(100);
    Upload dropped = store.createUpload(KEY, content.length);
    Upload upload = store.createUpload(KEY, content.length);
    assertThat(dropped.id()).isNotEqualTo(upload.id());
    UploadedPart part = store.uploadPart(upload, range(content, 1), inPieces(content, 1));
    assertThat(store.listParts(dropped)).isEmpty();
    store.abortUpload(dropped);
    store.completeUpload(upload, List.of(part));
    assertThat(store.get(KEY, KILOBYTE)).hasValue(content);
  }

  @Test
  void allUploadsOfAnObjectCanBeAborted() throws IOException {
    byte[] content = noise(100);
    List<Upload> lost = List.of(store.createUpload(KEY, 100), store.createUpload(KEY, 100));
    Upload kept = store.createUpload(new ObjectKey(KEY.value() + "-2"), 100);
    UploadedPart part = store.uploadPart(lost.getFirst(), range(content, 1), inPieces(content, 1));
    store.abortUploads(KEY);
    store.abortUploads(KEY);
    refusesAll(lost.getFirst(), part);
    refusesAll(lost.getLast(), part);
    assertThat(store.listParts(kept)).isEmpty();
  }

  private void refusesAll(Upload upload, UploadedPart part) {
    refusesParts(upload);
    assertThatThrownBy(() -> store.completeUpload(upload, List.of(part)))
        .isInstanceOf(NoSuchUploadException.class);
  }

  private void refusesParts(Upload upload) {
    byte[] content = noise(100);
    assertThatThrownBy(() -> store.uploadPart(upload, range(content, 1), inPieces(content, 1)))
        .isInstanceOf(NoSuchUploadException.class);
    assertThatThrownBy(() -> store.listParts(upload)).isInstanceOf(NoSuchUploadException.class);
  }

  /** Bytes that differ from length to length. */
  protected static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** The place of a part where all but the last have {@link #PART} bytes. */
  protected static PartRange range(byte[] content, int number) {
    long offset = (number - 1L) * PART;
    return new PartRange(number, offset, Math.min(PART, content.length - offset));
  }

  /** A part's bytes of an object. */
  protected static PartContent inPieces(byte[] object, int number) {
    return inPieces(object, range(object, number));
  }

  /** The bytes of an object in a range, in pieces of an odd size. */
  protected static PartContent inPieces(byte[] object, PartRange range) {
    return sink -> {
      int end = Math.toIntExact(range.offset() + range.length());
      for (int from = Math.toIntExact(range.offset()); from < end; from += 1_000_003) {
        ByteBuffer piece = ByteBuffer.wrap(object, from, Math.min(1_000_003, end - from));
        sink.write(piece);
        assertThat(piece.hasRemaining()).isFalse();
      }
    };
  }

  /** Reads a range of an object. */
  protected static byte[] read(ObjectReader reader, long offset, int length, Arena arena)
      throws IOException {
    MemorySegment bytes = reader.read(offset, arena.allocate(length));
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
