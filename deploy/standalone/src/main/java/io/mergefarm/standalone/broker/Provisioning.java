package io.mergefarm.standalone.broker;

import io.mergefarm.contracts.event.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Gives a new broker its topics.
 *
 * <p>The internal topics are created with them: a share group whose state topic is missing when it
 * is first initialised waits a fixed second or more before it tries again.
 */
record Provisioning(String bootstrapServers) {

  private static final String WORKER_GROUP = "mergefarm-workers";
  private static final int SECONDS = 30;

  static Provisioning of(String bootstrapServers) {
    return new Provisioning(bootstrapServers);
  }

  /** The topics appear last and together: whoever sees them finds everything else in place. */
  void createTopics() throws InterruptedException, ExecutionException, TimeoutException {
    List<NewTopic> topics = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      topics.add(topic(topic.text(), topic.compacted() ? "compact" : "delete"));
    }
    topics.add(internal("__consumer_offsets", "compact"));
    topics.add(internal("__share_group_state", "delete"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.incrementalAlterConfigs(shareGroup()).all().get(SECONDS, TimeUnit.SECONDS);
      admin.createTopics(topics).all().get(SECONDS, TimeUnit.SECONDS);
    }
  }

  private static NewTopic topic(String name, String cleanup) {
    return new NewTopic(name, 1, (short) 1).configs(Map.of("cleanup.policy", cleanup));
  }

  private static NewTopic internal(String name, String cleanup) {
    return new NewTopic(name, 1, (short) 1)
        .configs(Map.of("cleanup.policy", cleanup, "segment.bytes", "8388608"));
  }

  /** A share group begins at the latest record unless it is told otherwise. */
  private static Map<ConfigResource, Collection<AlterConfigOp>> shareGroup() {
    return Map.of(
        new ConfigResource(ConfigResource.Type.GROUP, WORKER_GROUP),
        List.of(
            new AlterConfigOp(
                new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET)));
  }
}
