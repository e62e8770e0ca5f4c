package io.mergefarm.standalone.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The settings of a broker for one process: one of everything, small files, no waiting. */
final class BrokerProperties {

  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final String BROKER_LISTENER = "PLAINTEXT";

  /** Large enough for the event of a part with many tensors. */
  private static final String MESSAGE_BYTES = "16777216";

  private BrokerProperties() {}

  static Properties of(Path folder, int brokerPort, int controllerPort) {
    Properties properties = new Properties();
    properties.putAll(listeners(brokerPort, controllerPort));
    properties.putAll(oneOfEverything());
    properties.putAll(small());
    properties.putAll(prompt());
    properties.put("log.dirs", folder.resolve("log").toString());
    return properties;
  }

  private static Map<String, String> listeners(int brokerPort, int controllerPort) {
    String broker = BROKER_LISTENER + "://127.0.0.1:" + brokerPort;
    String controller = CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort;
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        "1",
        "listeners",
        broker + "," + controller,
        "advertised.listeners",
        broker,
        "listener.security.protocol.map",
        BROKER_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
        "inter.broker.listener.name",
        BROKER_LISTENER,
        "controller.listener.names",
        CONTROLLER_LISTENER,
        "controller.quorum.voters",
        "1@127.0.0.1:" + controllerPort);
  }

  private static Map<String, String> oneOfEverything() {
    return Map.ofEntries(
        Map.entry("num.partitions", "1"),
        Map.entry("default.replication.factor", "1"),
        Map.entry("min.insync.replicas", "1"),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("offsets.topic.num.partitions", "1"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"),
        Map.entry("background.threads", "2"),
        Map.entry("group.coordinator.threads", "1"),
        Map.entry("share.coordinator.threads", "1"));
  }

  private static Map<String, String> small() {
    return Map.of(
        "log.index.size.max.bytes", "262144",
        "offsets.topic.segment.bytes", "8388608",
        "share.coordinator.state.topic.segment.bytes", "8388608",
        "log.segment.bytes", "67108864",
        "log.cleaner.dedupe.buffer.size", "2097152",
        "log.retention.ms", "-1",
        "offsets.load.buffer.size", "65536",
        "share.coordinator.load.buffer.size", "65536",
        "message.max.bytes", MESSAGE_BYTES,
        "metric.reporters", "");
  }

  /**
   * Heartbeats decide when the first record of a share group arrives: the first one begins the
   * group's initialisation, and a later one brings the assignment. More frequent ones than that
   * takes, the broker's own among them, cost a merge of seconds some hundredths of its processor
   * time. The locks on records last long, because the one worker process lives and dies with the
   * broker.
   */
  private static Map<String, String> prompt() {
    String heartbeat = "300";
    String lockMillis = String.valueOf(3_600_000);
    return Map.ofEntries(
        Map.entry("broker.heartbeat.interval.ms", "2000"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("group.share.min.heartbeat.interval.ms", heartbeat),
        Map.entry("group.share.heartbeat.interval.ms", heartbeat),
        Map.entry("group.consumer.min.heartbeat.interval.ms", heartbeat),
        Map.entry("group.consumer.heartbeat.interval.ms", heartbeat),
        Map.entry("group.share.max.record.lock.duration.ms", lockMillis),
        Map.entry("group.share.min.record.lock.duration.ms", "1000"),
        Map.entry("group.share.record.lock.duration.ms", lockMillis),
        Map.entry("group.share.partition.max.record.locks", "10000"),
        Map.entry("group.share.delivery.count.limit", "10"),
        Map.entry("controlled.shutdown.enable", "false"));
  }
}
