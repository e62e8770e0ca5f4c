package io.mergefarm.standalone.doctor;

import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.messaging.KafkaClients;
import io.mergefarm.contracts.messaging.KafkaTopics;
import io.mergefarm.contracts.messaging.TopicNames;
import io.mergefarm.contracts.messaging.TopicsConfig;
import io.mergefarm.contracts.messaging.TopicsConfig.Setup;
import io.mergefarm.worker.messaging.WorkerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** Whether a Kafka cluster has what a farm needs. */
final class KafkaCheckup {

  private static final int SECONDS = 20;
  private static final long MESSAGE_BYTES = 16 << 20;

  private final FarmConfiguration configuration;
  private final TopicsConfig topics;
  private final TopicNames names;
  private final List<Finding> findings = new ArrayList<>();

  KafkaCheckup(FarmConfiguration configuration) {
    this.configuration = configuration;
    this.topics = configuration.topics();
    this.names = new TopicNames(topics);
  }

  List<Finding> run() throws InterruptedException {
    Object servers = configuration.kafka().get("bootstrap.servers");
    if (servers == null) {
      return List.of(Finding.error("kafka", "no broker is named", "set kafka.bootstrap.servers"));
    }
    try (Admin admin = new KafkaClients(configuration.kafka()).admin()) {
      Collection<Node> nodes = await(admin.describeCluster().nodes());
      findings.add(Finding.ok("kafka", "%d brokers at %s".formatted(nodes.size(), servers)));
      checkShareGroups(admin);
      checkGroup(admin, checkTopics(admin));
      checkDeliveries(admin, nodes);
    } catch (IOException | RuntimeException e) {
      findings.add(
          Finding.error(
              "kafka",
              "%s: %s".formatted(servers, rootMessage(e)),
              "check kafka.bootstrap.servers, kafka.security.protocol, kafka.sasl.* and"
                  + " kafka.ssl.*, and that the network lets this machine through"));
    }
    return findings;
  }

  private void checkShareGroups(Admin admin) throws IOException, InterruptedException {
    boolean enabled =
        Optional.ofNullable(
                await(admin.describeFeatures().featureMetadata())
                    .finalizedFeatures()
                    .get("share.version"))
            .filter(range -> range.maxVersionLevel() > 0)
            .isPresent();
    findings.add(
        enabled
            ? Finding.ok("share groups", "are enabled")
            : Finding.error(
                "share groups",
                "are not enabled in this cluster",
                "Kafka 4.2 or newer has them: kafka-features.sh upgrade --feature"
                    + " share.version=1"));
  }

  /** Returns whether any are missing. */
  private boolean checkTopics(Admin admin) throws IOException, InterruptedException {
    List<String> missing =
        new KafkaTopics(names, topics).missing(admin).stream().map(NewTopic::name).toList();
    if (!missing.isEmpty()) {
      findings.add(
          topics.setup() == Setup.CREATE
              ? Finding.ok("topics", "the first service will create " + missing)
              : Finding.error(
                  "topics",
                  missing + " are missing, and mergefarm.topics.setup=check",
                  "create them as docs/operations.md says, or allow it by setup=create"));
    }
    List<String> present =
        Arrays.stream(Topic.values()).map(names::of).filter(t -> !missing.contains(t)).toList();
    if (!present.isEmpty()) {
      checkPartitions(await(admin.describeTopics(present).allTopicNames()));
      checkSettings(admin, present);
    }
    return !missing.isEmpty();
  }

  private void checkPartitions(Map<String, TopicDescription> present) {
    Map<String, Integer> partitions = new TreeMap<>();
    present.forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
    checkWorkPartitions(partitions);
    partitions.remove(names.of(Topic.TENSOR_MERGE_REQUESTS));
    if (partitions.isEmpty()) {
      return;
    }
    if (Set.copyOf(partitions.values()).size() > 1) {
      findings.add(
          Finding.error(
              "topics",
              "their numbers of partitions differ: " + partitions,
              "give all but %s the same number: an assembler hears all of a merge only then"
                  .formatted(names.of(Topic.TENSOR_MERGE_REQUESTS))));
    } else {
      findings.add(
          Finding.ok(
              "topics",
              "%d with %d partitions each"
                  .formatted(partitions.size(), partitions.values().iterator().next())));
    }
    checkReplicas(present);
  }

  private void checkWorkPartitions(Map<String, Integer> partitions) {
    String work = names.of(Topic.TENSOR_MERGE_REQUESTS);
    if (partitions.getOrDefault(work, 1) > 1) {
      findings.add(
          Finding.warning(
              "topic " + work,
              "has %d partitions".formatted(partitions.get(work)),
              "give it one: a share group deals partitions to workers, so that some are idle while"
                  + " parts wait for others"));
    }
  }

  private void checkReplicas(Map<String, TopicDescription> present) {
    List<String> single =
        present.values().stream()
            .filter(topic -> topic.partitions().getFirst().replicas().size() == 1)
            .map(TopicDescription::name)
            .toList();
    if (!single.isEmpty()) {
      findings.add(
          Finding.warning(
              "topics",
              "without replicas: " + single,
              "on a cluster of three brokers or more, give topics three replicas"));
    }
  }

  private void checkSettings(Admin admin, List<String> present)
      throws IOException, InterruptedException {
    List<ConfigResource> resources =
        present.stream().map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t)).toList();
    Map<ConfigResource, Config> configs = await(admin.describeConfigs(resources).all());
    configs.forEach((resource, config) -> checkSettings(resource.name(), config));
  }

  private void checkSettings(String topic, Config config) {
    long bytes = Long.parseLong(config.get("max.message.bytes").value());
    if (bytes < MESSAGE_BYTES) {
      findings.add(
          Finding.warning(
              "topic " + topic,
              "takes events of %d bytes at most".formatted(bytes),
              "set its max.message.bytes to %d, or parts of many tensors fail"
                  .formatted(MESSAGE_BYTES)));
    }
    boolean compacted = config.get("cleanup.policy").value().contains("compact");
    boolean wanted = topic.equals(names.of(Topic.MERGE_EVENTS));
    if (compacted != wanted) {
      findings.add(
          Finding.error(
              "topic " + topic,
              "cleanup.policy is " + config.get("cleanup.policy").value(),
              "set it to " + (wanted ? "compact" : "delete")));
    }
  }

  private void checkGroup(Admin admin, boolean topicsMissing)
      throws IOException, InterruptedException {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, names.workers());
    Config config = await(admin.describeConfigs(List.of(group)).all()).get(group);
    String reset = config.get("share.auto.offset.reset").value();
    String lock = config.get("share.record.lock.duration.ms").value();
    if (reset.equals("earliest")) {
      findings.add(
          Finding.ok("share group " + names.workers(), "locks parts for %s ms".formatted(lock)));
    } else if (topics.setup() == Setup.CREATE && topicsMissing) {
      findings.add(Finding.ok("share group " + names.workers(), "is set up with the topics"));
    } else {
      findings.add(
          Finding.error(
              "share group " + names.workers(),
              "share.auto.offset.reset is " + reset + ", so that it misses parts",
              "kafka-configs.sh --alter --entity-type groups --entity-name %s --add-config"
                      .formatted(names.workers())
                  + " share.auto.offset.reset=earliest"));
    }
  }

  private void checkDeliveries(Admin admin, Collection<Node> nodes)
      throws IOException, InterruptedException {
    WorkerConfig worker = configuration.worker();
    ConfigResource broker =
        new ConfigResource(
            ConfigResource.Type.BROKER, String.valueOf(nodes.iterator().next().id()));
    Config config = await(admin.describeConfigs(List.of(broker)).all()).get(broker);
    int limit = Integer.parseInt(config.get("group.share.delivery.count.limit").value());
    findings.add(
        worker.maxDeliveries() < limit
            ? Finding.ok(
                "deliveries",
                "%d of a part, and the broker drops it after %d"
                    .formatted(worker.maxDeliveries(), limit))
            : Finding.error(
                "deliveries",
                "the broker drops a part after %d, without a word".formatted(limit),
                "set mergefarm.worker.max-deliveries below %d, or raise the brokers'"
                        .formatted(limit)
                    + " group.share.delivery.count.limit"));
  }

  private static <T> T await(KafkaFuture<T> future) throws IOException, InterruptedException {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(rootMessage(e), e);
    }
  }

  private static String rootMessage(Throwable failure) {
    List<String> messages = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        messages.add(cause.getMessage());
      }
    }
    return messages.isEmpty()
        ? failure.getClass().getSimpleName()
        : messages.stream().distinct().collect(Collectors.joining("; "));
  }
}
