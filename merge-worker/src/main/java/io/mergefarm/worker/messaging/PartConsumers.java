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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ShareConsumer;

/**
 * The worker's members of the share group. Each holds one part, and there is one more of them than
 * parts are merged at the same time: a part lies ready whenever another ends, and no worker keeps
 * more than one waiting while others are idle.
 */
@ApplicationScoped
class PartConsumers {

  private static final int AHEAD = 1;

  private static final Map<String, Object> ONE_BY_ONE =
      Map.of("max.poll.records", 1, "share.acquire.mode", "record_limit");

  private final KafkaClients clients;
  private final TopicNames topics;
  private final PartHandler handler;
  private final WorkerConfig config;
  private final List<PartConsumer> consumers = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  PartConsumers(KafkaClients clients, TopicNames topics, PartHandler handler, WorkerConfig config) {
    this.clients = clients;
    this.topics = topics;
    this.handler = handler;
    this.config = config;
  }

  /** How many of the parts that can be merged at the same time are without progress. */
  int lostSlots() {
    return consumers.stream().mapToInt(PartConsumer::lostSlots).sum();
  }

  /** Kafka's clients are made on the threads that use them, while the process still starts. */
  void start(@Observes StartupEvent event) {
    Semaphore slots = new Semaphore(config.threads(), true);
    for (int i = 0; i < config.threads() + AHEAD; i++) {
      String name = "merge-" + i;
      threads.add(
          Thread.ofPlatform().daemon().name(name + "-consumer").start(() -> consume(name, slots)));
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    consumers.forEach(PartConsumer::stop);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void consume(String name, Semaphore slots) {
    ShareConsumer<String, byte[]> consumer = clients.shareConsumer(topics.workers(), ONE_BY_ONE);
    consumer.subscribe(List.of(topics.of(Topic.TENSOR_MERGE_REQUESTS)));
    PartConsumer member = new PartConsumer(consumer, handler::handle, config.stall(), name, slots);
    consumers.add(member);
    if (stopping) {
      member.stop();
    }
    member.run();
  }
}
