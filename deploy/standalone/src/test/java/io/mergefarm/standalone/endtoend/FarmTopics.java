package io.mergefarm.standalone.endtoend;

import io.mergefarm.cluster.LocalCluster;
import io.mergefarm.contracts.event.Event;
import io.mergefarm.contracts.event.EventCodec;
import io.mergefarm.contracts.event.MalformedEventException;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.messaging.KafkaClients;
import io.mergefarm.contracts.messaging.ShareGroupLag;
import io.mergefarm.contracts.messaging.TopicNames;
import io.mergefarm.standalone.doctor.FarmConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What has passed over a farm's topics, and what is sent there behind its back. */
final class FarmTopics {

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Map<String, Object> servers;
  private final TopicNames names;
  private final EventCodec codec = new EventCodec(ContractJson.mapper());

  FarmTopics(LocalCluster cluster) throws IOException {
    this.servers = Map.of("bootstrap.servers", cluster.bootstrapServers());
    this.names =
        new TopicNames(FarmConfiguration.read(Optional.of(cluster.configuration())).topics());
  }

  /** All records there are now, topic by topic and partition by partition. */
  List<ConsumerRecord<byte[], byte[]>> all() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(servers, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Arrays.stream(Topic.values())
              .flatMap(topic -> consumer.partitionsFor(topic.text()).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(PAUSE).forEach(records::add);
      }
    }
    return records;
  }

  /** The events of one topic. */
  List<Event> events(Topic topic) {
    return all().stream()
        .filter(kafkaRecord -> kafkaRecord.topic().equals(topic.text()))
        .map(this::decode)
        .toList();
  }

  /** Sends records again, as they are. */
  void sendAgain(List<ConsumerRecord<byte[], byte[]>> records) {
    try (Producer<byte[], byte[]> producer = producer()) {
      for (ConsumerRecord<byte[], byte[]> kafkaRecord : records) {
        send(
            producer,
            new ProducerRecord<>(
                kafkaRecord.topic(),
                null,
                kafkaRecord.key(),
                kafkaRecord.value(),
                kafkaRecord.headers()));
      }
    }
  }

  void send(Topic topic, String type, String key, byte[] value) {
    ProducerRecord<byte[], byte[]> kafkaRecord =
        new ProducerRecord<>(topic.text(), key.getBytes(StandardCharsets.UTF_8), value);
    kafkaRecord.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
    try (Producer<byte[], byte[]> producer = producer()) {
      send(producer, kafkaRecord);
    }
  }

  void send(Topic topic, Event event) {
    send(topic, EventCodec.type(event), event.key(), codec.encode(event));
  }

  /** Waits until all groups have dealt with all that was sent. */
  void awaitConsumed() throws InterruptedException, IOException, ExecutionException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin = new KafkaClients(servers).admin()) {
      while (lag(admin) > 0) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("events are left over after " + PATIENCE);
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private long lag(Admin admin) throws InterruptedException, IOException, ExecutionException {
    List<String> groups =
        List.of(
            "mergefarm-planner-merge-requests",
            "mergefarm-planner-source-events",
            "mergefarm-planner-tensor-merge-events",
            "mergefarm-planner-dead-letters",
            "mergefarm-fetcher-source-requests",
            "mergefarm-assembler");
    Map<TopicPartition, Long> behind = new HashMap<>();
    for (String group : groups) {
      Map<TopicPartition, OffsetAndMetadata> done =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      Map<TopicPartition, Long> ends = ends(admin, done.keySet());
      done.forEach(
          (partition, at) -> behind.merge(partition, ends.get(partition) - at.offset(), Math::max));
    }
    return behind.values().stream().mapToLong(Long::longValue).sum()
        + new ShareGroupLag(names).read(admin);
  }

  private static Map<TopicPartition, Long> ends(Admin admin, Iterable<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    return admin.listOffsets(latest).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(
      Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> kafkaRecord) {
    try {
      producer.send(kafkaRecord).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private Event decode(ConsumerRecord<byte[], byte[]> kafkaRecord) {
    try {
      String type =
          new String(kafkaRecord.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
      return codec.decode(type, kafkaRecord.value());
    } catch (MalformedEventException e) {
      throw new AssertionError(e);
    }
  }
}
