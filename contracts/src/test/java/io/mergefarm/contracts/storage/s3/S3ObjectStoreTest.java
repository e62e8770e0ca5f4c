package io.mergefarm.contracts.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.storage.ObjectChangedException;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.ObjectStoreConformance;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ObjectStoreTest extends ObjectStoreConformance {

  private static final ObjectKey KEY = ObjectKey.of("merges", "m", "shard");

  @TempDir private static Path folder;
  private static S3TestServer server;
  private static S3Connection connection;

  private String prefix;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3TestServer.start(folder);
    connection = new S3Connection(server.settings());
  }

  @AfterAll
  static void stopServer() throws Exception {
    connection.close();
    server.close();
  }

  @Override
  protected ObjectStore emptyStore() {
    prefix = "conformance/" + UUID.randomUUID();
    return sameStore();
  }

  @Override
  protected ObjectStore sameStore() {
    return connection.store(server.bucket(), prefix);
  }

  @Test
  void storesWithOtherPrefixesDoNotSeeEachOther() throws IOException {
    ObjectStore one = sameStore();
    ObjectStore other = connection.store(server.bucket(), prefix + "-other");
    one.put(KEY, noise(3));
    assertThat(other.stat(KEY)).isEmpty();
    assertThat(other.list(ObjectKey.of("merges"))).isEmpty();
  }

  @Test
  void aListingOfManyPagesIsWhole() throws IOException {
    ObjectStore store = sameStore();
    for (int i = 0; i < 1001; i++) {
      store.put(ObjectKey.of("many", "object-%04d".formatted(i)), new byte[0]);
    }
    assertThat(store.list(ObjectKey.of("many")))
        .hasSize(1001)
        .extracting(stat -> stat.key().name())
        .startsWith("object-0000", "object-0001")
        .endsWith("object-0999", "object-1000");
  }

  @Test
  void aReaderRefusesAnObjectThatTookThePlaceOfItsOwn() throws IOException {
    ObjectStore store = sameStore();
    store.put(KEY, noise(100));
    try (ObjectReader reader = store.open(KEY)) {
      store.put(KEY, noise(101));
      assertThatThrownBy(() -> reader.read(0, MemorySegment.ofArray(new byte[10])))
          .isInstanceOf(ObjectChangedException.class)
          .hasMessageContaining(KEY.value());
    }
  }

  @Test
  void aPartBeyondTheMemoryForPartsGoesThroughAFile() throws IOException {
    byte[] content = noise(9 << 20);
    ObjectStore store = sameStore();
    Upload upload = store.createUpload(KEY, content.length);
    UploadedPart part =
        store.uploadPart(
            upload,
            new PartRange(1, 0, content.length),
            sink -> sink.write(ByteBuffer.wrap(content)));
    store.completeUpload(upload, List.of(part));
    assertThat(store.get(KEY, content.length)).hasValue(content);
  }

  @Test
  void partsMustHaveTheSizeOfTheObject() throws IOException {
    byte[] content = noise(PART + 1);
    ObjectStore store = sameStore();
    Upload upload = store.createUpload(KEY, content.length);
    UploadedPart first = store.uploadPart(upload, range(content, 1), inPieces(content, 1));
    assertThatThrownBy(() -> store.completeUpload(upload, List.of(first)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("%d of %d bytes".formatted(PART, PART + 1));
    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    ObjectStore store = connection.store("no-such-bucket-of-ours", "");
    assertThatThrownBy(() -> store.put(KEY, noise(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("putting " + KEY, "NoSuchBucket", "create the bucket");
  }

  @Test
  void wrongCredentialsAreRefusedWithoutBeingTold() throws Exception {
    try (S3TestServer own = S3TestServer.startOwn(Files.createDirectory(folder.resolve("own")))) {
      Path file = folder.resolve("wrong-credentials");
      Files.writeString(
          file,
          "[default]\naws_access_key_id = %s\naws_secret_access_key = wrong-secret\n"
              .formatted(S3TestServer.ACCESS_KEY));
      S3Settings right = own.settings();
      S3Settings wrong =
          new S3Settings(
              right.endpoint(),
              right.region(),
              right.pathStyle(),
              Optional.of(file),
              right.profile(),
              right.timeout(),
              right.patience(),
              right.connections(),
              right.partMemory());
      try (S3Connection refused = new S3Connection(wrong)) {
        ObjectStore store = refused.store(own.bucket(), "");
        assertThatThrownBy(() -> store.put(KEY, noise(1)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("SignatureDoesNotMatch")
            .hasMessageContaining("check the credentials")
            .satisfies(
                e ->
                    assertThat(stackTrace(e))
                        .doesNotContain("wrong-secret", S3TestServer.ACCESS_KEY));
      }
    }
  }

  private static String stackTrace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void missingCredentialsAreSaidAtOnce() {
    Path absent = folder.resolve("no-such-file");
    S3Settings settings = server.settings();
    assertThatThrownBy(
            () ->
                new S3Connection(
                    new S3Settings(
                        settings.endpoint(),
                        settings.region(),
                        settings.pathStyle(),
                        Optional.of(absent),
                        settings.profile(),
                        settings.timeout(),
                        settings.patience(),
                        settings.connections(),
                        settings.partMemory())))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(absent.toString(), "aws_access_key_id");
  }
}
