package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.storage.Buckets;
import io.mergefarm.contracts.storage.NoSuchUploadException;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.s3.FaultyProxy;
import io.mergefarm.contracts.storage.s3.FaultyProxy.Fault;
import io.mergefarm.contracts.storage.s3.S3TestServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pipeline over an S3 server does what it does over a local folder. */
@QuarkusTest
@TestProfile(OverS3.class)
class S3PipelineTest {

  private static final int MEBIBYTE = 1 << 20;
  private static final int MOST = 100 * MEBIBYTE;
  private static final long PART_SIZE = 5L * MEBIBYTE;

  @Inject TestPipeline pipeline;
  @Inject ObjectStore store;
  @Inject Buckets buckets;
  @Inject MergeRecords records;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @TempDir Path folder;
  FaultyProxy proxy;
  S3TestServer server;

  @BeforeEach
  void writeModels() throws IOException {
    SplitCheckpoints.write(folder);
  }

  @AfterEach
  void repairConnection() {
    proxy.inject(0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"slerp", "ties"})
  void bytesAreThoseOfALocalStore(String method) throws Exception {
    MergeSubmission submission = submission(SplitCheckpoints.recipe(method), Optional.empty());
    MergeStatus end = completed(submission);
    assertThat(end.output())
        .contains(
            "s3://%s/%s/%s"
                .formatted(
                    server.bucket(), S3Farm.PREFIX, StoreLayout.output(submission.mergeId())));
    assertShards(submission, StoreLayout.output(submission.mergeId()), store);
  }

  @Test
  void noWeightPassesThroughPlannerOrAssemblerAndParentsAreStagedOnce() throws Exception {
    ServiceBytes bytes = CountedStore.bytes();
    bytes.clear();
    MergeSubmission first = submission(SplitCheckpoints.recipe("linear"), Optional.empty());
    completed(first);
    long model = Files.size(folder.resolve("a/model.safetensors"));
    assertThat(bytes.written("fetcher")).isBetween(2 * model, 2 * model + MEBIBYTE);
    assertThat(bytes.written("worker")).isBetween(model, model + MEBIBYTE);
    assertThat(bytes.read("worker") + bytes.read("read-ahead")).isGreaterThan(model);
    for (String service : List.of("planner", "assembler")) {
      assertThat(bytes.read(service)).as("read by the %s", service).isBetween(1L, model / 20);
      assertThat(bytes.written(service)).as("written by it").isBetween(1L, model / 20);
    }
    bytes.clear();
    completed(submission(SplitCheckpoints.recipe("slerp"), Optional.empty()));
    assertThat(bytes.written("fetcher")).isLessThan(model / 20);
  }

  @Test
  void checkpointsInABucketAreMergedInPlaceAndTheOutputGoesWhereItIsWanted() throws Exception {
    ObjectStore bucket = buckets.bucket(server.bucket());
    for (String model : List.of("a", "b")) {
      for (String file : List.of("config.json", "model.safetensors")) {
        bucket.put(
            ObjectKey.of("parents", model, file),
            Files.readAllBytes(folder.resolve(model).resolve(file)));
      }
    }
    String recipe = SplitCheckpoints.recipe("linear");
    String inBucket =
        recipe
            .replace("model: a", "model: s3://%s/parents/a".formatted(server.bucket()))
            .replace("model: b", "model: s3://%s/parents/b/".formatted(server.bucket()));
    URI output = URI.create("s3://" + server.bucket() + "/merged/linear");
    CountedStore.bytes().clear();
    MergeStatus end = completed(submission(inBucket, Optional.of(output)));
    assertThat(end.output()).contains(output.toString());
    assertThat(CountedStore.bytes().written("fetcher")).isLessThan(MEBIBYTE);
    ObjectKey place = ObjectKey.of("merged", "linear");
    assertShards(submission(recipe, Optional.empty()), place, bucket);
    assertThat(bucket.list(place))
        .extracting(file -> file.key().name())
        .contains("config.json", "merge-manifest.json", "README.md", "recipe.yml")
        .noneMatch(name -> name.startsWith(".incomplete"));
    MergeStatus again = pipeline.run(submission(inBucket + "# again\n", Optional.of(output)));
    assertThat(again.state()).isEqualTo(State.FAILED);
    assertThat(again.problem().orElseThrow()).contains(output.toString(), "not empty", "overwrite");
  }

  @Test
  void adaptersInABucketAreReadInPlace() throws Exception {
    Path adapter =
        CheckpointBuilder.lora(2, 1030, 1024, 4)
            .writeAdapter(
                folder.resolve("ad"), "{\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 8}", 5);
    ObjectStore bucket = buckets.bucket(server.bucket());
    for (String file : List.of("adapter_config.json", CheckpointBuilder.ADAPTER_WEIGHTS)) {
      bucket.put(ObjectKey.of("adapters", "ad", file), Files.readAllBytes(adapter.resolve(file)));
    }
    String recipe = SplitCheckpoints.recipe("linear");
    String address = "s3://%s/adapters/ad".formatted(server.bucket());
    MergeSubmission submission =
        submission(recipe.replace("model: b", "model: b+" + address), Optional.empty());
    completed(submission);
    assertShards(
        submission(recipe.replace("model: b", "model: b+ad"), Optional.empty()),
        StoreLayout.output(submission.mergeId()),
        store);
  }

  @Test
  void aBadConnectionChangesNoByte() throws Exception {
    proxy.inject(
        20260101,
        12,
        Fault.RESET,
        Fault.LOST_ANSWER,
        Fault.ERROR_500,
        Fault.SLOW,
        Fault.TRUNCATED,
        Fault.WRONG_BYTE_READ,
        Fault.WRONG_BYTE_WRITTEN);
    MergeSubmission submission = submission(SplitCheckpoints.recipe("ties"), Optional.empty());
    completed(submission);
    assertThat(proxy.injected()).hasSizeGreaterThan(3);
    proxy.inject(0, 0);
    assertShards(submission, StoreLayout.output(submission.mergeId()), store);
  }

  @Test
  void wrongBytesInTheStoreAreNeverMerged() throws Exception {
    MergeSubmission first = submission(SplitCheckpoints.recipe("linear"), Optional.empty());
    completed(first);
    String sourceId = records.resolved(first.mergeId(), "a").orElseThrow().sourceId();
    ObjectKey staged = StoreLayout.sourceFile(sourceId, "model.safetensors");
    byte[] content = store.get(staged, MOST).orElseThrow();
    content[content.length / 2] ^= 1;
    store.put(staged, content);
    MergeSubmission second =
        submission(SplitCheckpoints.recipe("task_arithmetic"), Optional.empty());
    MergeStatus end = pipeline.run(second);
    assertThat(end.state()).isEqualTo(State.FAILED);
    assertThat(end.problem().orElseThrow())
        .contains(staged.value())
        .containsAnyOf("digest", "has changed");
    assertNothingLeft(second.mergeId());
  }

  @Test
  void whatCanNotWorkIsRefusedBeforeAnyWork() throws Exception {
    String recipe = SplitCheckpoints.recipe("linear");
    MergeStatus folderOutput =
        pipeline.run(submission(recipe, Optional.of(folder.resolve("out").toUri())));
    assertThat(folderOutput.state()).isEqualTo(State.FAILED);
    assertThat(folderOutput.problem().orElseThrow()).contains("bucket", "s3://bucket/prefix");
    MergeStatus nowhere =
        pipeline.run(submission(recipe.replace("model: b", "model: s3://x"), Optional.empty()));
    assertThat(nowhere.state()).isEqualTo(State.FAILED);
    assertThat(nowhere.problem().orElseThrow()).contains("s3://bucket/prefix");
  }

  @Test
  void theSecretIsToldNowhere() throws Exception {
    completed(submission(SplitCheckpoints.recipe("linear"), Optional.empty()));
    for (ObjectKey top : List.of(ObjectKey.of("merges"), ObjectKey.of("sources"))) {
      List<ObjectStat> objects = store.list(top);
      assertThat(objects).isNotEmpty();
      for (ObjectStat object : objects) {
        assertTellsNoSecret(object.key().value(), store.get(object.key(), MOST).orElseThrow());
      }
    }
    assertThat(recordsWithoutSecret()).isGreaterThan(10);
  }

  private int recordsWithoutSecret() {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    int count = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().values().stream()
              .flatMap(List::stream)
              .map(S3PipelineTest::partition)
              .filter(partition -> !partition.topic().startsWith("__"))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          count++;
          if (record.value() != null) {
            assertTellsNoSecret(record.topic(), record.value());
          }
        }
      }
    }
    return count;
  }

  private static TopicPartition partition(PartitionInfo info) {
    return new TopicPartition(info.topic(), info.partition());
  }

  private static void assertTellsNoSecret(String where, byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    assertThat(Stream.of(S3TestServer.SECRET_KEY, S3TestServer.ACCESS_KEY).anyMatch(text::contains))
        .as(where)
        .isFalse();
  }

  private void assertShards(MergeSubmission submission, ObjectKey place, ObjectStore where)
      throws Exception {
    Map<String, byte[]> expected = new LocalMerge(folder.resolve("local-store")).shards(submission);
    assertThat(expected).isNotEmpty();
    for (Map.Entry<String, byte[]> shard : expected.entrySet()) {
      byte[] actual = where.get(place.child(shard.getKey()), MOST).orElseThrow();
      assertThat(Arrays.mismatch(actual, shard.getValue())).as(shard.getKey()).isEqualTo(-1);
    }
  }

  /** The assembler clears up after the merge is said to have failed. */
  private void assertNothingLeft(String mergeId) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!store.list(StoreLayout.partRecords(mergeId)).isEmpty() || anyOpen(mergeId)) {
      assertThat(System.nanoTime()).as("uploads are left").isLessThan(deadline);
      Thread.onSpinWait();
    }
    assertThat(store.list(StoreLayout.output(mergeId))).isEmpty();
  }

  private boolean anyOpen(String mergeId) throws IOException {
    for (Upload upload : records.uploads(mergeId).orElseThrow().uploads()) {
      try {
        store.listParts(upload);
        return true;
      } catch (NoSuchUploadException e) {
        // Aborted, as it should be.
      }
    }
    return false;
  }

  private MergeStatus completed(MergeSubmission submission) throws InterruptedException {
    MergeStatus end = pipeline.run(submission);
    assertThat(end.problem()).isEmpty();
    assertThat(end.state()).isEqualTo(State.COMPLETED);
    return end;
  }

  private MergeSubmission submission(String recipe, Optional<URI> output) {
    return new MergeSubmission(
        "recipe",
        recipe,
        new MergeOptions(
            folder.toUri(),
            output,
            false,
            MergeOptions.DEFAULT_SHARD_SIZE,
            OptionalLong.of(PART_SIZE),
            0,
            NanPolicy.PROPAGATE));
  }
}
