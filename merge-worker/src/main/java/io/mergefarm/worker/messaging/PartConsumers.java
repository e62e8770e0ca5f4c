package io.mergefarm.worker.messaging;

import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.messaging.KafkaClients;
import io.mergefarm.contracts.messaging.TopicNames;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ShareConsumer;

/** The worker's members of the share group: one per thread, or one that feeds all threads. */
@ApplicationScoped
class PartConsumers {

  /** One part at a time, and none in advance, which would wait here while others are idle. */
  private static final Map<String, Object> ONE_BY_ONE =
      Map.of("max.poll.records", 1, "share.acquire.mode", "record_limit");

  private final KafkaClients clients;
  private final TopicNames topics;
  private final PartHandler handler;
  private final WorkerConfig config;
  private final List<PartConsumer> consumers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  PartConsumers(KafkaClients clients, TopicNames topics, PartHandler handler, WorkerConfig config) {
    this.clients = clients;
    this.topics = topics;
    this.handler = handler;
    this.config = config;
  }

  /** How many threads are lost to parts without progress. */
  int lostThreads() {
    return consumers.stream().mapToInt(PartConsumer::lostThreads).sum();
  }

  void start(@Observes StartupEvent event) {
    if (config.batch() > 1) {
      start("merge", inBatches(), config.threads());
      return;
    }
    for (int i = 0; i < config.threads(); i++) {
      start("merge-" + i, ONE_BY_ONE, 1);
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    consumers.forEach(PartConsumer::stop);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void start(String name, Map<String, Object> settings, int threadCount) {
    ShareConsumer<String, byte[]> consumer = clients.shareConsumer(topics.workers(), settings);
    consumer.subscribe(List.of(topics.of(Topic.TENSOR_MERGE_REQUESTS)));
    PartConsumer part =
        new PartConsumer(consumer, handler::handle, config.stall(), name, threadCount);
    consumers.add(part);
    threads.add(Thread.ofPlatform().daemon().name(name + "-consumer").start(part));
  }

  /** The broker waits a moment for more, so that the first poll brings all parts there are. */
  private Map<String, Object> inBatches() {
    return Map.of(
        "max.poll.records",
        config.batch(),
        "fetch.min.bytes",
        16 << 20,
        "fetch.max.bytes",
        100 << 20,
        "fetch.max.wait.ms",
        100);
  }
}
