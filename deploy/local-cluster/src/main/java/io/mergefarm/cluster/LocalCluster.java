package io.mergefarm.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A broker, an S3 server, a planner, a fetcher, an assembler and workers, each a process. */
public final class LocalCluster {

  public static final String BROKER = "broker";
  public static final String STORE = "store";
  public static final String PLANNER = "planner";
  public static final String FETCHER = "fetcher";
  public static final String ASSEMBLER = "assembler";

  /** The bucket that is the object store. */
  public static final String BUCKET = "mergefarm";

  /** The planner has the first port, and the broker and the store those behind it. */
  private static final int BROKER_PORT = 1;

  private static final int STORE_PORT = 2;

  /** One less than the cluster's broker allows. */
  private static final String MOST_DELIVERIES = "9";

  private final ClusterSettings settings;
  private final Installation installation;
  private final Map<String, FarmProcess> processes = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final S3Account account = S3Account.random();

  private LocalCluster(ClusterSettings settings, Installation installation) {
    this.settings = settings;
    this.installation = installation;
  }

  /** Begins to start all processes; they wait for each other. */
  public static LocalCluster start(ClusterSettings settings, Installation installation)
      throws IOException {
    LocalCluster cluster = new LocalCluster(settings, installation);
    Files.createDirectories(cluster.logs());
    cluster.account.write(cluster.credentials());
    Files.writeString(cluster.configuration(), cluster.properties());
    cluster.add(BROKER, cluster.brokerCommand(), Map.of());
    cluster.add(STORE, cluster.storeCommand(), cluster.account.environment());
    cluster.addService(PLANNER, PLANNER + "-service");
    cluster.addService(FETCHER, FETCHER + "-service");
    cluster.addService(ASSEMBLER, ASSEMBLER + "-service");
    for (int i = 1; i <= settings.workers(); i++) {
      cluster.addService(worker(i), "merge-worker");
    }
    for (FarmProcess process : cluster.processes.values()) {
      process.start();
    }
    return cluster;
  }

  /**
   * The name of a worker.
   *
   * @param number from 1
   */
  public static String worker(int number) {
    return "worker-" + number;
  }

  /** The planner's REST API. */
  public URI planner() {
    return URI.create("http://127.0.0.1:" + settings.firstPort());
  }

  /** Where a service answers for its health and metrics. */
  public URI address(String service) {
    return URI.create("http://127.0.0.1:" + ports.get(service));
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + brokerPort();
  }

  /** The file that configures all services; more of them can be started with it. */
  public Path configuration() {
    return settings.folder().resolve("farm.properties");
  }

  public List<FarmProcess> processes() {
    return List.copyOf(processes.values());
  }

  public FarmProcess process(String name) {
    return processes.get(name);
  }

  /**
   * Starts one more process of a service that scales by partition.
   *
   * @param service {@link #PLANNER}, {@link #FETCHER} or {@link #ASSEMBLER}
   */
  public FarmProcess startAnother(String service) throws IOException {
    String name = service + "-" + (ports.size() + 1);
    addService(name, service + "-service");
    FarmProcess process = processes.get(name);
    process.start();
    return process;
  }

  /**
   * Waits until all services say that they are ready.
   *
   * @throws IOException if one does not within the time; with the end of its log
   */
  public void awaitReady(Duration patience) throws IOException, InterruptedException {
    for (Map.Entry<String, Integer> service : ports.entrySet()) {
      Readiness.of(service.getValue()).await(processes.get(service.getKey()), patience);
    }
  }

  /** Stops all processes, the services before the store and the broker. */
  public void stop() throws InterruptedException {
    for (FarmProcess process : processes().reversed()) {
      process.stop();
    }
  }

  private void addService(String name, String module) {
    int port = settings.firstPort() + (ports.isEmpty() ? 0 : ports.size() + STORE_PORT);
    ports.put(name, port);
    add(
        name,
        installation.command(module, settings.javaOptions()),
        Map.of(
            "QUARKUS_CONFIG_LOCATIONS", configuration().toString(),
            "QUARKUS_HTTP_PORT", String.valueOf(port)));
  }

  private void add(String name, List<String> command, Map<String, String> environment) {
    processes.put(name, new FarmProcess(name, command, environment, logs().resolve(name + ".log")));
  }

  private List<String> brokerCommand() {
    List<String> command = installation.command("deploy/standalone", settings.javaOptions());
    command.addAll(List.of("broker", "--port", String.valueOf(brokerPort())));
    command.addAll(List.of("--dir", settings.folder().resolve(BROKER).toString()));
    return command;
  }

  private List<String> storeCommand() {
    List<String> command = installation.s3Server(settings.javaOptions());
    command.add(settings.folder().resolve(STORE).toString());
    command.addAll(List.of(String.valueOf(storePort()), BUCKET));
    return command;
  }

  private int brokerPort() {
    return settings.firstPort() + BROKER_PORT;
  }

  private int storePort() {
    return settings.firstPort() + STORE_PORT;
  }

  private Path credentials() {
    return settings.folder().resolve("s3-credentials");
  }

  private Path logs() {
    return settings.folder().resolve("logs");
  }

  /** Members that die are missed after six seconds, the least that brokers allow. */
  private String properties() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("kafka.bootstrap.servers", bootstrapServers());
    all.put("kafka.session.timeout.ms", "6000");
    all.put("kafka.heartbeat.interval.ms", "1000");
    all.put("mergefarm.store.s3.endpoint", "http://127.0.0.1:" + storePort());
    all.put("mergefarm.store.s3.bucket", BUCKET);
    all.put("mergefarm.store.s3.credentials-file", credentials().toString());
    all.put("mergefarm.topics.partitions", "4");
    all.put("mergefarm.worker.threads", String.valueOf(settings.threads()));
    all.put("mergefarm.worker.max-deliveries", MOST_DELIVERIES);
    all.put("quarkus.http.host", "127.0.0.1");
    all.putAll(settings.settings());
    return all.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\") + "\n")
        .collect(Collectors.joining());
  }
}
