package io.mergefarm.contracts.messaging;

import io.mergefarm.contracts.event.DeadLettered;
import io.mergefarm.contracts.event.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Where records go that no service can process, each with its reason. */
@ApplicationScoped
public class DeadLetters {

  private static final Logger LOG = Logger.getLogger(DeadLetters.class);
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(365);

  private final EventPublisher publisher;
  private final MeterRegistry meters;

  DeadLetters(EventPublisher publisher, MeterRegistry meters) {
    this.publisher = publisher;
    this.meters = meters;
  }

  /**
   * Sends a record to the dead letters, and waits for the broker as long as it is away: a record
   * that is neither processed nor here would be lost.
   *
   * @param mergeId the merge that fails with it, empty where the record does not tell
   */
  public void bury(ConsumerRecord<?, byte[]> kafkaRecord, String mergeId, String reason)
      throws InterruptedException {
    byte[] value = kafkaRecord.value() == null ? new byte[0] : kafkaRecord.value();
    DeadLettered letter =
        new DeadLettered(
            mergeId,
            String.valueOf(kafkaRecord.key()),
            kafkaRecord.topic(),
            reason,
            new String(value, StandardCharsets.UTF_8));
    try {
      Backoff.within(AS_LONG_AS_IT_TAKES)
          .run(
              () -> publisher.publish(Topic.DEAD_LETTERS, letter),
              (attempt, e) -> LOG.warnf("dead letter not sent, attempt %d: %s", attempt, e));
    } catch (IOException e) {
      throw new IllegalStateException("no patience is longer", e);
    }
    meters
        .counter(Meters.EVENTS_CONSUMED, Meters.TYPE, "unknown", Meters.OUTCOME, "dead-lettered")
        .increment();
  }
}
