package io.mergefarm.contracts.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Makes Kafka clients that find the broker, TLS and SASL as the channels do: every setting of
 * Kafka's clients is set as {@code kafka.<setting>}.
 */
@ApplicationScoped
public class KafkaClients {

  /** What members of consumer groups may be set, and members of share groups not. */
  private static final Set<String> NOT_OF_SHARE_GROUPS =
      Set.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);

  private final Map<String, Object> settings;

  public KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> settings) {
    this.settings = settings;
  }

  public Admin admin() {
    return Admin.create(known(AdminClientConfig.configNames()));
  }

  /**
   * A member of a share group that acknowledges each record by itself.
   *
   * @param more settings beside those of the broker
   */
  public ShareConsumer<String, byte[]> shareConsumer(String group, Map<String, Object> more) {
    Map<String, Object> merged = known(ConsumerConfig.configNames());
    merged.keySet().removeAll(NOT_OF_SHARE_GROUPS);
    merged.putAll(more);
    merged.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    merged.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    return new KafkaShareConsumer<>(merged, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> known(Set<String> names) {
    Map<String, Object> known = new HashMap<>(settings);
    known.keySet().retainAll(names);
    return known;
  }
}
