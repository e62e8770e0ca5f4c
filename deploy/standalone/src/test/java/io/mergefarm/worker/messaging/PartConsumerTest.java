package io.mergefarm.worker.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.messaging.KafkaClients;
import io.mergefarm.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks on parts, with a real broker whose locks last a second. */
class PartConsumerTest {

  private static final String GROUP = "mergefarm-workers";
  private static final Map<String, Object> ONE_BY_ONE =
      Map.of("max.poll.records", 1, "share.acquire.mode", "record_limit");
  private static final Duration PATIENT = Duration.ofMinutes(1);
  private static final int SECONDS = 60;

  @TempDir Path folder;

  private final List<PartConsumer> consumers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final BlockingQueue<Delivery> delivered = new LinkedBlockingQueue<>();
  private final BlockingQueue<Delivery> done = new LinkedBlockingQueue<>();
  private EmbeddedBroker broker;
  private KafkaClients clients;

  @BeforeEach
  void start() throws IOException, InterruptedException, ExecutionException {
    broker = EmbeddedBroker.start(folder.resolve("broker"));
    broker.awaitReady();
    clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
    Collection<AlterConfigOp> lock =
        List.of(
            new AlterConfigOp(
                new ConfigEntry("share.record.lock.duration.ms", "1000"),
                AlterConfigOp.OpType.SET));
    try (Admin admin = clients.admin()) {
      admin.incrementalAlterConfigs(Map.of(group, lock)).all().get();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    consumers.forEach(PartConsumer::stop);
    for (Thread thread : threads) {
      thread.join();
    }
    broker.close();
  }

  @Test
  void theLockOfAPartThatGoesOnIsRenewed() throws InterruptedException, ExecutionException {
    CountDownLatch end = new CountDownLatch(1);
    Consumer<Delivery> longWork =
        delivery -> {
          delivered.add(delivery);
          await(end);
          accept(delivery);
        };
    consume(longWork, PATIENT);
    consume(longWork, PATIENT);
    send("long");
    assertThat(next(delivered).part()).isEqualTo("long");
    Thread.sleep(Duration.ofSeconds(3)); // three times as long as a lock lasts
    end.countDown();
    assertThat(next(done).count()).isEqualTo(1);
    send("next");
    assertThat(next(done).part()).isEqualTo("next");
    assertThat(delivered).extracting(Delivery::part).containsExactly("next");
  }

  @Test
  void aPartThatStallsGoesToAnotherAndItsLateEndChangesNothing()
      throws InterruptedException, ExecutionException {
    CountDownLatch end = new CountDownLatch(1);
    consume(
        delivery -> {
          if (delivery.count() == 1 && delivery.part().equals("stalled")) {
            delivered.add(delivery);
            await(end);
          }
          accept(delivery);
        },
        Duration.ofMillis(500));
    send("stalled");
    assertThat(next(delivered).count()).isEqualTo(1);
    consume(this::accept, PATIENT);
    assertThat(next(done))
        .extracting(Delivery::part, Delivery::count)
        .containsExactly("stalled", 2);
    end.countDown();
    assertThat(next(done))
        .extracting(Delivery::part, Delivery::count)
        .containsExactly("stalled", 1);
    send("next");
    assertThat(next(done)).extracting(Delivery::part, Delivery::count).containsExactly("next", 1);
  }

  @Test
  void aReleasedPartComesAgain() throws InterruptedException, ExecutionException {
    consume(
        delivery -> {
          delivery.ended(delivery.count() < 3 ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT);
          done.add(delivery);
        },
        PATIENT);
    send("often");
    assertThat(List.of(next(done), next(done), next(done)))
        .extracting(Delivery::count)
        .containsExactly(1, 2, 3);
  }

  private void accept(Delivery delivery) {
    delivery.ended(AcknowledgeType.ACCEPT);
    done.add(delivery);
  }

  private void consume(Consumer<Delivery> handler, Duration stall) {
    ShareConsumer<String, byte[]> member = clients.shareConsumer(GROUP, ONE_BY_ONE);
    member.subscribe(List.of(Topic.TENSOR_MERGE_REQUESTS.text()));
    PartConsumer consumer = new PartConsumer(member, handler, stall, "test", new Semaphore(1));
    consumers.add(consumer);
    threads.add(Thread.ofPlatform().start(consumer));
  }

  private void send(String part) throws InterruptedException, ExecutionException {
    Map<String, Object> servers = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] key = part.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(Topic.TENSOR_MERGE_REQUESTS.text(), key, key)).get();
    }
  }

  private static Delivery next(BlockingQueue<Delivery> queue) throws InterruptedException {
    Delivery delivery = queue.poll(SECONDS, TimeUnit.SECONDS);
    assertThat(delivery).as("within %d seconds", SECONDS).isNotNull();
    return delivery;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
