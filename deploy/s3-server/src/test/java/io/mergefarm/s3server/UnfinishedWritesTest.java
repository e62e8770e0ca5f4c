package io.mergefarm.s3server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mergefarm.s3server.S3Server.Account;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

class UnfinishedWritesTest {

  private static final String BUCKET = "models";
  private static final Account ACCOUNT = new Account("access", "secret");

  @TempDir private Path folder;

  @Test
  void aServerForgetsWhatAKilledOneHadNotFinished() throws IOException {
    assumeTrue(
        Files.getFileStore(folder).supportsFileAttributeView("user"),
        "the temporary folder keeps no ETags");
    restart();
    String whole = "merges/m/model.safetensors-" + UUID.randomUUID();
    put(whole);
    Path killed = folder.resolve(BUCKET).resolve("merges/m/part-" + UUID.randomUUID());
    Files.write(killed, new byte[100]); // S3Proxy gives the ETag when all is written
    assertThat(keys()).hasSize(2);
    restart();
    assertThat(keys()).containsExactly(whole);
    assertThat(killed).doesNotExist();
  }

  private void restart() throws IOException {
    try (S3Server server = S3Server.over(folder, 0, ACCOUNT)) {
      server.makeBucket(BUCKET);
    }
  }

  private void put(String key) {
    byte[] bytes = new byte[100];
    store()
        .putBlob(
            PutObjectRequest.builder()
                .bucket(BUCKET)
                .key(key)
                .contentLength((long) bytes.length)
                .build(),
            new ByteArrayInputStream(bytes));
  }

  private List<String> keys() {
    return store().list(ListObjectsV2Request.builder().bucket(BUCKET).build()).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private BlobStore store() {
    return new FilesystemNio2BlobStore(folder.toString());
  }
}
