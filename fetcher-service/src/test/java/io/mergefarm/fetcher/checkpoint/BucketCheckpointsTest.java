package io.mergefarm.fetcher.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.storage.Buckets;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.S3Address;
import io.mergefarm.contracts.storage.s3.S3Connection;
import io.mergefarm.contracts.storage.s3.S3TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketCheckpointsTest {

  @TempDir private static Path folder;
  private static S3TestServer server;
  private static S3Connection connection;
  private static ObjectStore bucket;
  private static BucketCheckpoints checkpoints;

  @BeforeAll
  static void startServer() throws Exception {
    server = S3TestServer.startOwn(folder);
    connection = new S3Connection(server.settings());
    bucket = connection.store(server.bucket(), "");
    Buckets buckets =
        new Buckets() {
          @Override
          public ObjectStore bucket(String name) {
            return connection.store(name, "");
          }

          @Override
          public void copy(S3Address from, S3Address to) throws IOException {
            connection.copy(from, to);
          }
        };
    checkpoints = new BucketCheckpoints(buckets, new LocalSourceFiles(bucket, buckets));
  }

  @AfterAll
  static void stopServer() throws IOException {
    connection.close();
    server.close();
  }

  @Test
  void aCheckpointIsIndexedFromItsHeadersAndToldFromOthersByItsTags() throws Exception {
    put("a/config.json", "{\"model_type\": \"llama\"}");
    bucket.put(ObjectKey.of("a", "model.safetensors"), CheckpointBuilder.safetensors("x", "y"));
    put("a/deeper/other.json", "{}");
    SourceIndex index = checkpoints.index(address("a"));
    assertThat(index.id()).matches("s3-[0-9a-f]{20}");
    assertThat(index.location()).hasToString(address("a"));
    assertThat(index.tensors()).containsOnlyKeys("x", "y");
    assertThat(index.files())
        .extracting(SourceFile::path)
        .containsExactly("config.json", "model.safetensors");
    assertThat(index.files())
        .extracting(file -> file.uri().toString())
        .containsExactly(address("a/config.json"), address("a/model.safetensors"));
    assertThat(checkpoints.index(address("a/"))).extracting(SourceIndex::id).isEqualTo(index.id());
    put("a/config.json", "{\"model_type\": \"other\"}");
    assertThat(checkpoints.index(address("a")).id()).isNotEqualTo(index.id());
  }

  @Test
  void adaptersAreIndexedToo() throws Exception {
    put("adapter/adapter_config.json", "{\"r\": 8}");
    bucket.put(
        ObjectKey.of("adapter", "adapter_model.safetensors"), CheckpointBuilder.safetensors("x"));
    SourceIndex index = checkpoints.index(address("adapter"));
    assertThat(index.kind()).isEqualTo(CheckpointKind.ADAPTER);
    assertThat(index.config().orElseThrow().get("r").intValue()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3:", "s3://", "s3://b", "s3://models", "s3://models/", "s3://Mo_/x"})
  void whatIsNoAddressIsRefused(String model) {
    assertThatThrownBy(() -> checkpoints.index(model))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("model " + model, "write s3://bucket/prefix");
  }

  @Test
  void aPrefixWithoutObjectsIsNamed() {
    assertThatThrownBy(() -> checkpoints.index(address("nothing")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("no objects directly below", address("nothing"));
  }

  @Test
  void aCheckpointWithoutWeightsIsRefused() throws IOException {
    put("b/config.json", "{}");
    assertThatThrownBy(() -> checkpoints.index(address("b")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("there are no weights in " + address("b"), "model.safetensors");
  }

  private static String address(String key) {
    return "s3://" + server.bucket() + "/" + key;
  }

  private static void put(String key, String text) throws IOException {
    bucket.put(new ObjectKey(key), text.getBytes(StandardCharsets.UTF_8));
  }
}
