package io.mergefarm.contracts.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.storage.NoSuchUploadException;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.StoreUnavailableException;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import io.mergefarm.contracts.storage.s3.FaultyProxy.Fault;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the store is asked for comes about over a bad connection, and as it was asked for. */
class S3FaultsTest {

  private static final int PART = 5 << 20;
  private static final ObjectKey KEY = ObjectKey.of("models", "shard");
  private static final ObjectKey RECORD = ObjectKey.of("records", "part");

  @TempDir private static Path folder;
  private static S3TestServer server;
  private static FaultyProxy proxy;
  private static S3Connection connection;

  private ObjectStore store;

  @BeforeAll
  static void start() throws Exception {
    server = S3TestServer.startOwn(folder);
    proxy = FaultyProxy.start(server.endpoint());
    connection = new S3Connection(server.settings(proxy.endpoint()));
  }

  @AfterAll
  static void stop() throws IOException {
    connection.close();
    proxy.close();
    server.close();
  }

  @BeforeEach
  void openStore() {
    proxy.inject(0, 0);
    store = connection.store(server.bucket(), UUID.randomUUID().toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"LOST_ANSWER", "WRONG_BYTE_READ"})
  void anUploadComesAboutWhole(Fault fault) throws IOException {
    byte[] content = noise(PART + 7);
    proxy.inject(11, 40, fault);
    Upload upload = store.createUpload(KEY, content.length);
    List<UploadedPart> parts = new ArrayList<>();
    for (int number = 1; number <= 2; number++) {
      parts.add(part(upload, content, number));
    }
    store.completeUpload(upload, store.listParts(upload));
    store.put(RECORD, noise(1000));
    assertThat(store.get(RECORD, 1000)).hasValue(noise(1000));
    assertThat(proxy.injected()).containsOnlyKeys(fault);
    proxy.inject(0, 0);
    assertThat(parts).hasSize(2);
    assertThat(store.get(KEY, content.length)).hasValue(content);
  }

  @Test
  void aWrongByteOfASmallObjectIsNotedAndReadAgain() throws IOException {
    store.put(KEY, noise(1000));
    proxy.inject(4, 50, Fault.WRONG_BYTE_READ);
    for (int i = 0; i < 20; i++) {
      assertThat(store.get(KEY, 1000)).hasValue(noise(1000));
    }
    assertThat(proxy.injected()).containsKey(Fault.WRONG_BYTE_READ);
  }

  @Test
  void aRangeIsReadWhole() throws IOException {
    byte[] content = noise(3 << 20);
    store.put(KEY, content);
    proxy.inject(5, 40, Fault.RESET, Fault.TRUNCATED, Fault.SLOW, Fault.ERROR_500);
    try (ObjectReader reader = store.open(KEY)) {
      for (int from = 0; from < content.length; from += 1 << 18) {
        byte[] read = new byte[1 << 18];
        reader.read(from, MemorySegment.ofArray(read));
        assertThat(ByteBuffer.wrap(read)).isEqualTo(ByteBuffer.wrap(content, from, 1 << 18));
      }
    }
    assertThat(proxy.injected().values().stream().mapToInt(Integer::intValue).sum())
        .isGreaterThan(2);
  }

  @Test
  void anAnswerThatIsLostLeavesTheUploadCompleted() throws IOException {
    byte[] content = noise(100);
    Upload upload = store.createUpload(KEY, content.length);
    UploadedPart part = part(upload, content, 1);
    proxy.inject(2, 60, Fault.LOST_ANSWER);
    try {
      store.completeUpload(upload, List.of(part));
    } catch (NoSuchUploadException e) {
      assertThat(e).hasMessageContaining(upload.id());
    }
    proxy.inject(0, 0);
    assertThat(store.get(KEY, 100)).hasValue(content);
  }

  @Test
  void aServerThatStaysAwayIsSaidToBe() throws Exception {
    S3Settings settings = server.settings(proxy.endpoint());
    S3Settings impatient =
        new S3Settings(
            settings.endpoint(),
            settings.region(),
            true,
            settings.credentialsFile(),
            settings.profile(),
            settings.timeout(),
            Duration.ofMillis(300),
            1,
            1 << 20);
    proxy.inject(1, 100, Fault.ERROR_500);
    try (S3Connection hopeless = new S3Connection(impatient)) {
      ObjectStore away = hopeless.store(server.bucket(), "");
      assertThatThrownBy(() -> away.put(KEY, noise(1)))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContainingAll("putting " + KEY, "times", "status 500");
    }
  }

  private UploadedPart part(Upload upload, byte[] content, int number) throws IOException {
    int offset = (number - 1) * PART;
    int length = Math.min(PART, content.length - offset);
    return store.uploadPart(
        upload,
        new PartRange(number, offset, length),
        sink -> sink.write(ByteBuffer.wrap(content, offset, length)));
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
