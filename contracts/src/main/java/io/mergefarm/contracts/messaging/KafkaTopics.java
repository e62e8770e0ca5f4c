package io.mergefarm.contracts.messaging;

import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.messaging.TopicsConfig.Setup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics and the share group that a farm needs, made or looked for. */
@ApplicationScoped
public class KafkaTopics {

  /** Large enough for the event of a part with many tensors. */
  private static final int MESSAGE_BYTES = 16 << 20;

  private final TopicNames names;
  private final TopicsConfig config;

  public KafkaTopics(TopicNames names, TopicsConfig config) {
    this.names = names;
    this.config = config;
  }

  /**
   * Makes what is missing where that is wanted.
   *
   * @throws IOException if something is still missing
   */
  public void ensure(Admin admin) throws IOException, InterruptedException {
    List<NewTopic> missing = missing(admin);
    if (missing.isEmpty()) {
      return;
    }
    if (config.setup() == Setup.CHECK) {
      throw new IOException(
          "topics are missing: %s; create them, or allow it by mergefarm.topics.setup=create"
              .formatted(missing.stream().map(NewTopic::name).toList()));
    }
    await(admin.incrementalAlterConfigs(shareGroup()).all());
    for (KafkaFuture<Void> creation : admin.createTopics(missing).values().values()) {
      await(creation);
    }
  }

  /** The topics that the broker lacks, as they should be. */
  public List<NewTopic> missing(Admin admin) throws IOException, InterruptedException {
    Set<String> present = await(admin.listTopics().names());
    return Arrays.stream(Topic.values())
        .filter(topic -> !present.contains(names.of(topic)))
        .map(this::wanted)
        .toList();
  }

  private NewTopic wanted(Topic topic) {
    String messageBytes = String.valueOf(MESSAGE_BYTES);
    Map<String, String> settings =
        topic.compacted()
            ? Map.of("cleanup.policy", "compact", "max.message.bytes", messageBytes)
            : Map.of(
                "cleanup.policy",
                "delete",
                "max.message.bytes",
                messageBytes,
                "retention.ms",
                String.valueOf(config.retention().toMillis()));
    return new NewTopic(names.of(topic), partitions(topic), (short) config.replicationFactor())
        .configs(settings);
  }

  /**
   * A share group deals partitions to its members: with more than one, a worker could be idle while
   * parts wait in the partitions of another, or of one that has just died.
   */
  private int partitions(Topic topic) {
    return topic == Topic.TENSOR_MERGE_REQUESTS ? 1 : config.partitions();
  }

  /** A share group begins at the latest record unless it is told otherwise. */
  private Map<ConfigResource, Collection<AlterConfigOp>> shareGroup() {
    return Map.of(
        new ConfigResource(ConfigResource.Type.GROUP, names.workers()),
        List.of(
            set("share.auto.offset.reset", "earliest"),
            set("share.record.lock.duration.ms", String.valueOf(config.lock().toMillis()))));
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }

  /** Another service may be making the same topics. */
  private static <T> T await(KafkaFuture<T> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return null;
      }
      throw new IOException("Kafka: " + e.getCause().getMessage(), e.getCause());
    }
  }
}
