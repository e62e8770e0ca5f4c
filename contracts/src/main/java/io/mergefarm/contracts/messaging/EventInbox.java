package io.mergefarm.contracts.messaging;

import io.mergefarm.contracts.event.DeadLettered;
import io.mergefarm.contracts.event.Event;
import io.mergefarm.contracts.event.EventCodec;
import io.mergefarm.contracts.event.MalformedEventException;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.storage.StorageFullException;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Hands the records of a consumer group to a handler, one after the other, and acknowledges them.
 *
 * <p>Handlers are idempotent, so a record may come again. One that fails for the moment (an {@link
 * IOException}) is tried again with growing pauses; one that can not succeed, or not before
 * somebody makes room, goes to the dead letters with its reason, and the next one is taken.
 */
@ApplicationScoped
public class EventInbox {

  private static final Logger LOG = Logger.getLogger(EventInbox.class);
  private static final int ATTEMPTS = 12;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  private final EventCodec codec;
  private final EventPublisher publisher;
  private final MeterRegistry meters;

  EventInbox(EventCodec codec, EventPublisher publisher, MeterRegistry meters) {
    this.codec = codec;
    this.publisher = publisher;
    this.meters = meters;
  }

  /** What a service does with an event. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Deals with an event.
     *
     * @throws IOException if it may succeed later
     */
    void handle(Event event) throws IOException, InterruptedException;
  }

  /**
   * The event in a record.
   *
   * @throws MalformedEventException if there is none
   */
  public Event decode(Message<byte[]> message) throws MalformedEventException {
    Header type = metadata(message).getHeaders().lastHeader("ce_type");
    if (type == null) {
      throw new MalformedEventException("the record has no header ce_type");
    }
    return codec.decode(new String(type.value(), StandardCharsets.UTF_8), message.getPayload());
  }

  /** Deals with one record; to be called from a worker thread. */
  public CompletionStage<Void> receive(Message<byte[]> message, Handler handler) {
    Event event;
    try {
      event = decode(message);
    } catch (MalformedEventException e) {
      bury(message, "", e.getMessage());
      return message.ack();
    }
    try {
      handlePatiently(event, handler);
      count(EventCodec.type(event), "handled");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return message.nack(e);
    } catch (IOException e) {
      LOG.errorf(
          "%s of merge %s given up: %s", EventCodec.type(event), event.mergeId(), e.getMessage());
      giveUp(message, event, e);
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s of merge %s given up", EventCodec.type(event), event.mergeId());
      giveUp(message, event, e);
    }
    return message.ack();
  }

  /** Sends a record to the dead letters. */
  public void bury(Message<byte[]> message, String mergeId, String reason) {
    IncomingKafkaRecordMetadata<?, ?> metadata = metadata(message);
    String payload = new String(message.getPayload(), StandardCharsets.UTF_8);
    publisher.publish(
        Topic.DEAD_LETTERS,
        new DeadLettered(
            mergeId, String.valueOf(metadata.getKey()), metadata.getTopic(), reason, payload));
    count("unknown", "dead-lettered");
  }

  /** A dead letter that nobody can deal with is not sent again, which would go on for ever. */
  private void giveUp(Message<byte[]> message, Event event, Exception reason) {
    if (!(event instanceof DeadLettered)) {
      bury(message, event.mergeId(), String.valueOf(reason.getMessage()));
    }
  }

  private void handlePatiently(Event event, Handler handler)
      throws IOException, InterruptedException {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        handler.handle(event);
        return;
      } catch (StorageFullException e) {
        throw e;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        LOG.warnf(
            "%s of merge %s failed, attempt %d of %d: %s",
            EventCodec.type(event), event.mergeId(), attempt, ATTEMPTS, e.getMessage());
        Thread.sleep(pause);
        pause = Collections.min(List.of(pause.multipliedBy(2), LONGEST_PAUSE));
      }
    }
  }

  private void count(String type, String outcome) {
    meters.counter(Meters.EVENTS_CONSUMED, Meters.TYPE, type, Meters.OUTCOME, outcome).increment();
  }

  private static IncomingKafkaRecordMetadata<?, ?> metadata(Message<byte[]> message) {
    return message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
  }
}
