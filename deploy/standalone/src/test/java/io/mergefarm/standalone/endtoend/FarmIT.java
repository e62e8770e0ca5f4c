package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.cluster.FarmProcess;
import io.mergefarm.cluster.LocalCluster;
import io.mergefarm.contracts.event.DeadLettered;
import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.standalone.doctor.Doctor;
import io.mergefarm.standalone.doctor.Finding;
import io.mergefarm.standalone.doctor.Finding.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A farm of processes over an S3 server loses nothing. A longer run, of 30 kills over 10 merges, is
 * that of {@code -Dmergefarm.merges=10}; {@code -Dmergefarm.seed} gives another schedule, and
 * {@code -Dmergefarm.away} the seconds that the broker and the store are away.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FarmIT {

  private static final int MERGES = Integer.getInteger("mergefarm.merges", 3);
  private static final int KILLS_PER_MERGE = 3;
  private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("mergefarm.away", 8));
  private static final long SEED = Long.getLong("mergefarm.seed", 1);
  private static final int MOST_MILLIS_BETWEEN_KILLS = 4000;

  @TempDir static Path folder;

  private final Map<String, Map<String, String>> undisturbed = new HashMap<>();
  private TestFarm farm;
  private FarmTopics topics;
  private FarmMetrics metrics;

  @BeforeAll
  void start() throws IOException, InterruptedException {
    farm = TestFarm.start(folder);
    topics = new FarmTopics(farm.cluster());
    metrics = new FarmMetrics(farm.cluster());
  }

  @AfterAll
  void stop() throws InterruptedException {
    if (farm != null) {
      farm.stop();
    }
  }

  @Test
  @Order(1)
  void mergesAtOnceAreThoseOfOneProcess() throws Exception {
    Map<String, String> ids = new LinkedHashMap<>();
    for (String recipe : TestFarm.RECIPES) {
      ids.put(recipe, farm.submit(farm.submission(recipe, "calm-" + recipe)));
    }
    for (String recipe : TestFarm.RECIPES) {
      undisturbed.put(recipe, farm.awaitOutput(ids.get(recipe), "calm-" + recipe));
    }
    LocalMerge local = new LocalMerge(folder.resolve("local-store"));
    for (String recipe : TestFarm.RECIPES) {
      Map<String, byte[]> shards = local.shards(farm.submission(recipe, Optional.empty()));
      assertThat(shards).isNotEmpty();
      shards.forEach(
          (name, bytes) ->
              assertThat(undisturbed.get(recipe)).containsEntry(name, FarmStore.sha256(bytes)));
    }
  }

  /** The fetcher stages three examples of 2 MB and three models of 17 MB, for four merges. */
  @Test
  @Order(2)
  void parentsAreStagedOnceAndNoWeightPassesThroughPlannerOrAssembler()
      throws IOException, InterruptedException {
    long parents = 3L * (2_158_000 + 16_920_000);
    assertThat(metrics.bytesWritten(LocalCluster.FETCHER))
        .isBetween(parents / 2, parents * 11 / 10);
    long merged =
        metrics.sum(LocalCluster.worker(1), "mergefarm_bytes_written_total")
            + metrics.sum(LocalCluster.worker(2), "mergefarm_bytes_written_total");
    assertThat(merged).isGreaterThan(22_000_000);
    for (String service : List.of(LocalCluster.PLANNER, LocalCluster.ASSEMBLER)) {
      assertThat(metrics.storeBytes(service)).as(service).isBetween(1L, merged / 10);
    }
  }

  @Test
  @Order(3)
  void theDoctorFindsNothingWrong() throws IOException, InterruptedException {
    List<Finding> findings = Doctor.examine(Optional.of(farm.cluster().configuration()));
    assertThat(findings).hasSizeGreaterThan(5).noneMatch(finding -> finding.level() == Level.ERROR);
  }

  @Test
  @Order(4)
  void eventsThatComeAgainChangeNothing()
      throws IOException, InterruptedException, ExecutionException {
    String running = farm.submit(farm.submission("ties", "again"));
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(topics.all());
    Collections.reverse(records);
    topics.sendAgain(records);
    assertThat(farm.awaitOutput(running, "again")).isEqualTo(undisturbed.get("ties"));
    topics.awaitConsumed();
    Collections.shuffle(records, new Random(SEED));
    topics.sendAgain(records);
    topics.awaitConsumed();
    for (String recipe : TestFarm.RECIPES) {
      assertThat(farm.output("calm-" + recipe)).isEqualTo(undisturbed.get(recipe));
    }
    List<MergeStatus> merges =
        farm.patiently(
            "all completed",
            client ->
                Optional.of(client.list())
                    .filter(l -> l.stream().allMatch(s -> s.state() == State.COMPLETED)));
    assertThat(merges).hasSize(TestFarm.RECIPES.size() + 1);
    assertThat(topics.events(Topic.DEAD_LETTERS)).isEmpty();
  }

  @Test
  @Order(5)
  void poisonFailsItsMergeAndNoOther() throws IOException, InterruptedException {
    String sound = farm.submit(farm.submission("slerp", "sound"));
    farm.awaitEnd(sound);
    FarmProcess fetcher = farm.process(LocalCluster.FETCHER);
    fetcher.stop();
    String poisoned = farm.submit(farm.submission("linear", "poisoned"));
    farm.patiently("acceptance", client -> client.status(poisoned));
    topics.send(Topic.TENSOR_MERGE_REQUESTS, poison(poisoned));
    topics.send(
        Topic.TENSOR_MERGE_REQUESTS,
        "io.mergefarm.tensor-merge-requested.v1",
        "garbage",
        "{no json".getBytes(StandardCharsets.UTF_8));
    MergeStatus end = farm.awaitEnd(poisoned);
    assertThat(end.state()).isEqualTo(State.FAILED);
    assertThat(end.problem().orElseThrow()).contains("part poison does not add up");
    fetcher.start();
    String next = farm.submit(farm.submission("slerp", "next"));
    assertThat(farm.awaitOutput(sound, "sound")).isEqualTo(undisturbed.get("slerp"));
    assertThat(farm.awaitOutput(next, "next")).isEqualTo(undisturbed.get("slerp"));
    assertThat(topics.events(Topic.DEAD_LETTERS))
        .extracting(event -> ((DeadLettered) event).reason())
        .anyMatch(reason -> reason.contains("part poison does not add up"))
        .anyMatch(reason -> reason.contains("malformed"));
    String log = logOf(LocalCluster.worker(1)) + logOf(LocalCluster.worker(2));
    assertThat(log.lines())
        .as("a structured log")
        .anyMatch(
            line ->
                line.contains("\"level\":\"ERROR\"")
                    && line.contains("\"mergeId\":\"" + poisoned + "\"")
                    && line.contains("\"part\":\"poison\""));
  }

  private String logOf(String name) throws IOException {
    return Files.readString(farm.process(name).log());
  }

  @ParameterizedTest
  @ValueSource(strings = {LocalCluster.BROKER, LocalCluster.STORE})
  @Order(6)
  void whatIsAwayIsWaitedFor(String name) throws IOException, InterruptedException {
    String merge = farm.submit(farm.submission("linear", "without-" + name));
    FarmProcess process = farm.process(name);
    process.halt();
    Thread.sleep(AWAY);
    process.start();
    assertThat(farm.awaitOutput(merge, "without-" + name)).isEqualTo(undisturbed.get("linear"));
  }

  @Test
  @Order(7)
  void aCancelledMergeLeavesNothing() throws IOException, InterruptedException {
    List<FarmProcess> workers =
        List.of(farm.process(LocalCluster.worker(1)), farm.process(LocalCluster.worker(2)));
    for (FarmProcess worker : workers) {
      worker.pause();
    }
    String merge = farm.submit(farm.submission("ties", "cancelled"));
    farm.patiently("uploads", client -> Optional.of(merge).filter(farm.store()::hasOpenUploads));
    farm.patiently("cancellation", client -> Optional.of(client.cancel(merge)));
    for (FarmProcess worker : workers) {
      worker.resume();
    }
    assertThat(farm.awaitEnd(merge).state()).isEqualTo(State.CANCELLED);
    farm.patiently(
        "nothing left",
        client -> Optional.of(merge).filter(id -> !farm.store().holdsAnythingOf(id)));
  }

  @Test
  @Order(8)
  void aWorkerThatStallsLosesItsPart() throws IOException, InterruptedException {
    String merge = farm.submit(farm.submission("ties", "stalled"));
    FarmProcess worker = farm.process(LocalCluster.worker(1));
    worker.pause();
    try {
      assertThat(farm.awaitOutput(merge, "stalled")).isEqualTo(undisturbed.get("ties"));
    } finally {
      worker.resume();
    }
    String next = farm.submit(farm.submission("ties", "resumed"));
    assertThat(farm.awaitOutput(next, "resumed")).isEqualTo(undisturbed.get("ties"));
    assertThat(farm.output("stalled")).isEqualTo(undisturbed.get("ties"));
  }

  @Test
  @Order(9)
  void mergesMoveBetweenPlannersAndAssemblers() throws IOException, InterruptedException {
    farm.cluster().startAnother(LocalCluster.PLANNER);
    farm.cluster().startAnother(LocalCluster.ASSEMBLER);
    Map<String, String> ids = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      ids.put("two-" + i, farm.submit(farm.submission("linear", "two-" + i)));
    }
    for (Map.Entry<String, String> merge : ids.entrySet()) {
      assertThat(farm.awaitOutput(merge.getValue(), merge.getKey()))
          .isEqualTo(undisturbed.get("linear"));
    }
  }

  @Test
  @Order(10)
  void mergesOutliveTheirProcesses() throws IOException, InterruptedException {
    Random random = new Random(SEED);
    Map<String, String> ids = new LinkedHashMap<>();
    for (int merge = 0; merge < MERGES; merge++) {
      String out = "killed-" + merge;
      ids.put(out, farm.submit(farm.submission(recipe(merge), out)));
      for (int left = KILLS_PER_MERGE; left > 0; ) {
        Thread.sleep(random.nextInt(MOST_MILLIS_BETWEEN_KILLS)); // a random moment
        left -= kill(random, left);
      }
    }
    int merge = 0;
    for (Map.Entry<String, String> entry : ids.entrySet()) {
      assertThat(farm.awaitOutput(entry.getValue(), entry.getKey()))
          .as("%s with seed %d", entry.getKey(), SEED)
          .isEqualTo(undisturbed.get(recipe(merge++)));
    }
  }

  /** Kills one process, or two at once, of those that are alive; returns how many. */
  private int kill(Random random, int most) {
    List<FarmProcess> victims =
        new ArrayList<>(farm.cluster().processes().stream().filter(FarmProcess::alive).toList());
    Collections.shuffle(victims, random);
    int count = Math.min(victims.size(), 1 + random.nextInt(Math.min(2, most)));
    victims.subList(0, count).forEach(FarmProcess::kill);
    return count;
  }

  private static String recipe(int merge) {
    return TestFarm.RECIPES.get(merge % TestFarm.RECIPES.size());
  }

  /** A part of ten bytes, and no work to make them. */
  private static TensorMergeRequested poison(String mergeId) {
    return new TensorMergeRequested(
        mergeId,
        "poison",
        new Upload(StoreLayout.shard(mergeId, "model.safetensors"), "0".repeat(32), 10),
        new PartRange(1, 0, 10),
        Optional.empty(),
        List.of(),
        List.of(),
        0,
        NanPolicy.PROPAGATE);
  }
}
