package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.cluster.ClusterSettings;
import io.mergefarm.cluster.FarmProcess;
import io.mergefarm.cluster.Installation;
import io.mergefarm.cluster.LocalCluster;
import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.storage.s3.S3TestServer;
import io.mergefarm.standalone.client.PlannerClient;
import io.mergefarm.standalone.client.RejectedRecipeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A farm of real processes, and a client of it that bears with those that are away. Its store is
 * the cluster's own S3 server, or the one that the environment names to {@link S3TestServer}.
 */
final class TestFarm {

  /** What S3Proxy appends to the name of an object that it has not yet moved to its place. */
  private static final Pattern TEMPORARY =
      Pattern.compile("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

  /** A recipe whose tensors are split among the parts of one upload. */
  private static final String SPLIT = "split";

  /** The examples' shards are so small that there are many, each of one part. */
  private static final long SMALL_SHARD = 128 << 10;

  static final List<String> RECIPES = List.of("linear", "slerp", "ties", SPLIT);

  private static final long LEAST_PART = 5 << 20;
  private static final Path ROOT = Path.of(System.getProperty("mergefarm.root"));
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int PORTS = 12;

  /** What is lost with a process is missed soon, and what is compiled is compiled once. */
  private static final Map<String, String> SETTINGS =
      Map.of("mergefarm.topics.lock", "3s", "quarkus.log.console.json.enabled", "true");

  private static final String JAVA_OPTIONS = "-Xmx256m -XX:TieredStopAtLevel=1";

  private final LocalCluster cluster;
  private final FarmStore store;
  private final Path models;

  private TestFarm(LocalCluster cluster, Path models) throws IOException {
    this.cluster = cluster;
    this.store = new FarmStore(cluster);
    this.models = models;
  }

  static TestFarm start(Path folder) throws IOException, InterruptedException {
    ClusterSettings settings =
        new ClusterSettings(folder.resolve("farm"), freePorts(), 2, 1, settings(), JAVA_OPTIONS);
    LocalCluster cluster = LocalCluster.start(settings, new Installation(ROOT));
    try {
      cluster.awaitReady(PATIENCE);
    } catch (IOException e) {
      cluster.stop();
      throw e;
    }
    Path models = folder.resolve("models");
    CheckpointBuilder builder = CheckpointBuilder.llama(4, 1030, 1024, DType.F32);
    builder.write(models.resolve("base"), 1);
    builder.write(models.resolve("a"), 2);
    builder.write(models.resolve("b"), 3);
    return new TestFarm(cluster, models);
  }

  private static Map<String, String> settings() throws IOException {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    Optional<S3TestServer> named = S3TestServer.named();
    if (named.isPresent()) {
      settings.put("mergefarm.store.s3.endpoint", named.get().endpoint().toString());
      settings.put("mergefarm.store.s3.bucket", named.get().bucket());
      settings.put("mergefarm.store.s3.prefix", "farm-" + UUID.randomUUID());
      settings.put("mergefarm.store.s3.credentials-file", "");
    }
    return settings;
  }

  LocalCluster cluster() {
    return cluster;
  }

  FarmStore store() {
    return store;
  }

  void stop() throws InterruptedException {
    store.close();
    cluster.stop();
  }

  FarmProcess process(String name) {
    return cluster.process(name);
  }

  /**
   * A merge.
   *
   * @param recipe one of {@link #RECIPES}
   * @param out the name of its output, unique to it
   */
  MergeSubmission submission(String recipe, String out) throws IOException {
    return submission(recipe, Optional.of(store.output(out)));
  }

  /** A merge whose output stays in its store. */
  MergeSubmission submission(String recipe, Optional<URI> output) throws IOException {
    boolean split = recipe.equals(SPLIT);
    return new MergeSubmission(
        recipe,
        split
            ? SplitCheckpoints.recipe("ties")
            : Files.readString(ROOT.resolve("examples").resolve(recipe + ".yml")),
        new MergeOptions(
            (split ? models : ROOT).toUri(),
            output,
            false,
            split ? MergeOptions.DEFAULT_SHARD_SIZE : SMALL_SHARD,
            OptionalLong.of(LEAST_PART),
            0,
            NanPolicy.PROPAGATE));
  }

  /** Asks for a merge until the planner takes it. */
  String submit(MergeSubmission submission) throws InterruptedException {
    return patiently("submit", client -> Optional.of(client.submit(submission)));
  }

  MergeStatus awaitEnd(String mergeId) throws InterruptedException {
    return patiently(
        "end of " + mergeId,
        client -> client.status(mergeId).filter(status -> status.state().ended()));
  }

  /** Waits until a merge is complete and returns the digests of its files. */
  Map<String, String> awaitOutput(String mergeId, String out)
      throws InterruptedException, IOException {
    MergeStatus end = awaitEnd(mergeId);
    assertThat(end.problem()).isEmpty();
    assertThat(end.state()).isEqualTo(State.COMPLETED);
    return output(out);
  }

  /**
   * The digests of an output's objects. A store that is killed between giving an object its ETag
   * and moving it to its place lists it under its temporary name, too (S3Proxy does), and nothing
   * tells it from one that was put: such a copy is left out where its bytes are those of the
   * object.
   */
  Map<String, String> output(String out) throws IOException {
    Map<String, String> all = store.digests(out);
    Map<String, String> objects = new HashMap<>(all);
    objects
        .entrySet()
        .removeIf(
            object -> {
              String name = TEMPORARY.matcher(object.getKey()).replaceFirst("");
              return !name.equals(object.getKey()) && object.getValue().equals(all.get(name));
            });
    return objects;
  }

  /** Something that is asked of the planner. */
  @FunctionalInterface
  interface Question<T> {
    Optional<T> ask(PlannerClient client)
        throws IOException, InterruptedException, RejectedRecipeException;
  }

  /** Asks until there is an answer, however often the planner dies meanwhile. */
  <T> T patiently(String what, Question<T> question) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try (PlannerClient client = new PlannerClient(cluster.planner())) {
        Optional<T> answer = question.ask(client);
        if (answer.isPresent()) {
          return answer.get();
        }
      } catch (IOException e) {
        // The planner is away, or its broker is: it comes back.
      } catch (RejectedRecipeException e) {
        throw new AssertionError(e);
      }
      Thread.sleep(PAUSE);
    }
    throw new AssertionError("no answer within " + PATIENCE + ": " + what);
  }

  /** The first of some ports in a row that nobody has, below those that the system hands out. */
  private static int freePorts() {
    while (true) {
      int first = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      if (free(first)) {
        return first;
      }
    }
  }

  private static boolean free(int first) {
    for (int port = first; port < first + PORTS; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(socket.isBound()).isTrue();
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
