package io.mergefarm.worker.messaging;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * A member of the share group: takes a part, has it merged on its thread as soon as one of the
 * worker's slots is free, and acknowledges it when that has ended; the acknowledgement travels with
 * the request for the next part, while others use the slot. The locks of parts that make progress
 * are renewed; one that stalls is released to another worker, and what becomes of it here no longer
 * matters.
 *
 * <p>SmallRye's connector is not used for this channel: it takes a renewed record, which Kafka's
 * client returns from the next poll, for a new one, and knows nothing of progress.
 */
final class PartConsumer implements Runnable {

  private static final Logger LOG = Logger.getLogger(PartConsumer.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final long GLANCE_MILLIS = 100;
  private static final int RENEWALS_PER_LOCK = 3;

  private final ShareConsumer<String, byte[]> consumer;
  private final Consumer<Delivery> handler;
  private final Duration stallLimit;
  private final Semaphore slots;
  private final ExecutorService executor;

  /** What has to be acknowledged. */
  private final Map<Delivery.Id, Delivery> held = new LinkedHashMap<>();

  /** What the thread is still busy with, though it is left to another worker. */
  private final Map<Delivery.Id, Delivery> abandoned = new ConcurrentHashMap<>();

  private final BlockingQueue<Delivery> ended = new LinkedBlockingQueue<>();
  private volatile boolean closing;

  /**
   * @param consumer subscribed already; this closes it
   * @param handler deals with a delivery to its end
   * @param stallLimit how long a part may go without progress
   * @param slots of the worker; a part is merged in one of them
   */
  PartConsumer(
      ShareConsumer<String, byte[]> consumer,
      Consumer<Delivery> handler,
      Duration stallLimit,
      String name,
      Semaphore slots) {
    this.consumer = consumer;
    this.handler = handler;
    this.stallLimit = stallLimit;
    this.slots = slots;
    this.executor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  /** Ends {@link #run()}; parts that are not done are released. To be called from any thread. */
  void stop() {
    closing = true;
    consumer.wakeup();
  }

  /** How many slots are taken by parts that are left to others. */
  int lostSlots() {
    return (int) abandoned.values().stream().filter(Delivery::hasSlot).count();
  }

  @Override
  public void run() {
    try (consumer) {
      while (!closing) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (WakeupException e) {
      LOG.debug("stopped");
    } finally {
      held.values().forEach(Delivery::drop);
      executor.shutdown();
    }
  }

  private void turn() throws InterruptedException {
    try {
      settle(held.isEmpty() && !abandoned.isEmpty() ? LONGEST_WAIT : Duration.ZERO);
      if (!held.isEmpty()) {
        renew();
      }
      if (!held.isEmpty() || abandoned.isEmpty()) {
        take(consumer.poll(POLL));
        settle(untilRenewal());
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException | IllegalStateException e) {
      LOG.warnf("the share group is out of reach: %s", e.getMessage());
      Thread.sleep(PAUSE_AFTER_FAILURE);
    }
  }

  /** Begins the work on new records. A renewed one comes again; the lock of others is lost. */
  private void take(ConsumerRecords<String, byte[]> records) {
    Map<Delivery.Id, ConsumerRecord<String, byte[]>> present =
        StreamSupport.stream(records.spliterator(), false)
            .collect(
                Collectors.toMap(
                    Delivery.Id::of, r -> r, (first, next) -> first, LinkedHashMap::new));
    for (Delivery delivery : List.copyOf(held.values())) {
      if (!present.containsKey(delivery.id())) {
        LOG.warnf("part %s: the lock is lost", delivery.part());
        abandon(delivery);
        held.remove(delivery.id());
      }
    }
    present.forEach((id, kafkaRecord) -> held.computeIfAbsent(id, key -> begin(kafkaRecord)));
  }

  private Delivery begin(ConsumerRecord<String, byte[]> kafkaRecord) {
    Delivery earlier = abandoned.remove(Delivery.Id.of(kafkaRecord));
    if (earlier != null) {
      return earlier;
    }
    Delivery delivery = new Delivery(kafkaRecord);
    executor.execute(() -> merge(delivery));
    return delivery;
  }

  private void merge(Delivery delivery) {
    try {
      if (delivery.begin(slots)) {
        handler.accept(delivery);
      }
    } finally {
      delivery.freeSlot();
      ended.add(delivery);
    }
  }

  /** Acknowledges what ends, until nothing is held or the time is up. */
  private void settle(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    do {
      Delivery next = ended.poll(limit.isZero() ? 0 : GLANCE_MILLIS, TimeUnit.MILLISECONDS);
      if (next != null) {
        acknowledge(next);
      }
    } while (!closing && (!ended.isEmpty() || (busy() && System.nanoTime() - deadline < 0)));
  }

  private boolean busy() {
    return !held.isEmpty() || !abandoned.isEmpty();
  }

  private void acknowledge(Delivery delivery) {
    abandoned.remove(delivery.id());
    if (held.remove(delivery.id()) != null
        && acknowledged(delivery, delivery.outcome())
        && !held.isEmpty()) {
      consumer.commitAsync(); // of the last one the next poll tells
    }
  }

  /** Whatever is held has to be acknowledged in some way before the consumer may poll. */
  private void renew() {
    for (Delivery delivery : List.copyOf(held.values())) {
      boolean stalled = delivery.stalled(stallLimit);
      boolean known =
          acknowledged(delivery, stalled ? AcknowledgeType.RELEASE : AcknowledgeType.RENEW);
      if (stalled || !known) {
        LOG.warnf(
            "part %s %s and is left to another worker",
            delivery.part(), stalled ? "makes no progress" : "has lost its lock");
        abandon(delivery);
        held.remove(delivery.id());
      }
    }
    consumer.commitSync();
  }

  /** Whether the consumer still knows the record; it does not while a renewal is on its way. */
  private boolean acknowledged(Delivery delivery, AcknowledgeType type) {
    try {
      consumer.acknowledge(delivery.kafkaRecord(), type);
      return true;
    } catch (IllegalStateException e) {
      LOG.debugf("part %s: %s", delivery.part(), e.getMessage());
      return false;
    }
  }

  private void abandon(Delivery delivery) {
    delivery.drop();
    abandoned.put(delivery.id(), delivery);
  }

  private Duration untilRenewal() {
    Duration lock =
        consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(LONGEST_WAIT);
    Duration interval = lock.dividedBy(RENEWALS_PER_LOCK);
    return interval.compareTo(LONGEST_WAIT) < 0 ? interval : LONGEST_WAIT;
  }
}
