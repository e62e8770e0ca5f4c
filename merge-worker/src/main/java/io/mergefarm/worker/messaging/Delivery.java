package io.mergefarm.worker.messaging;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One record in the hands of this worker, and how its work goes. */
final class Delivery implements PartProgress {

  private final ConsumerRecord<String, byte[]> kafkaRecord;
  private volatile boolean begun;
  private volatile boolean dropped;
  private volatile long progressNanos;
  private volatile AcknowledgeType outcome = AcknowledgeType.RELEASE;
  private final AtomicReference<Semaphore> slot = new AtomicReference<>();

  Delivery(ConsumerRecord<String, byte[]> kafkaRecord) {
    this.kafkaRecord = kafkaRecord;
  }

  /** Identifies a delivery: the same record comes again with a higher count. */
  record Id(int partition, long offset, int count) {

    static Id of(ConsumerRecord<?, ?> kafkaRecord) {
      int count = kafkaRecord.deliveryCount().map(Short::intValue).orElse(1);
      return new Id(kafkaRecord.partition(), kafkaRecord.offset(), count);
    }
  }

  Id id() {
    return Id.of(kafkaRecord);
  }

  ConsumerRecord<String, byte[]> kafkaRecord() {
    return kafkaRecord;
  }

  /** The id of the part. */
  String part() {
    return kafkaRecord.key();
  }

  /** How often the record was delivered, this time included. */
  int count() {
    return id().count();
  }

  /** Leaves the record to another worker: work that has not begun never does. */
  void drop() {
    dropped = true;
  }

  /**
   * Waits for a slot and begins the work in it, unless the record is dropped meanwhile; to be
   * called once, by the thread that does it.
   */
  boolean begin(Semaphore slots) {
    slots.acquireUninterruptibly();
    slot.set(slots);
    goesOn();
    begun = !dropped;
    return begun;
  }

  boolean hasSlot() {
    return slot.get() != null;
  }

  @Override
  public void goesOn() {
    progressNanos = System.nanoTime();
  }

  @Override
  public void stored() {
    freeSlot();
  }

  /** Leaves the slot to another part, if this one still has it. */
  void freeSlot() {
    Semaphore slots = slot.getAndSet(null);
    if (slots != null) {
      slots.release();
    }
  }

  /** Whether the work has begun and not gone on for so long. */
  boolean stalled(Duration limit) {
    return begun && System.nanoTime() - progressNanos > limit.toNanos();
  }

  /** What the broker is told when the work has ended. */
  AcknowledgeType outcome() {
    return outcome;
  }

  void ended(AcknowledgeType how) {
    outcome = how;
  }
}
