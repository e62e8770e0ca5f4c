package io.mergefarm.contracts.messaging;

import io.mergefarm.contracts.event.DeadLettered;
import io.mergefarm.contracts.event.Event;
import io.mergefarm.contracts.event.EventCodec;
import io.mergefarm.contracts.event.MalformedEventException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

  private final ReceivedEvents events;
  private final DeadLetters deadLetters;
  private final MeterRegistry meters;
  private final Backoff backoff;

  EventInbox(
      ReceivedEvents events, DeadLetters deadLetters, MeterRegistry meters, RetryConfig config) {
    this.events = events;
    this.deadLetters = deadLetters;
    this.meters = meters;
    this.backoff = Backoff.within(config.patience());
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

  /** Deals with one record; to be called from a worker thread. */
  public CompletionStage<Void> receive(Message<byte[]> message, Handler handler) {
    try {
      receive(kafkaRecord(message), handler);
      return message.ack();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return message.nack(e);
    }
  }

  private void receive(ConsumerRecord<?, byte[]> kafkaRecord, Handler handler)
      throws InterruptedException {
    Event event;
    try {
      event = events.decode(kafkaRecord);
    } catch (MalformedEventException e) {
      deadLetters.bury(kafkaRecord, "", e.getMessage());
      return;
    }
    try (LogContext context = LogContext.ofMerge(event.mergeId())) {
      handle(event, handler, context);
    } catch (IOException e) {
      LOG.errorf(
          "%s of merge %s given up: %s", EventCodec.type(event), event.mergeId(), e.getMessage());
      giveUp(kafkaRecord, event, e);
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s of merge %s given up", EventCodec.type(event), event.mergeId());
      giveUp(kafkaRecord, event, e);
    }
  }

  private void handle(Event event, Handler handler, LogContext context)
      throws IOException, InterruptedException {
    Timer.Sample sample = Timer.start(meters);
    backoff.<RuntimeException>run(
        () -> handler.handle(event), (attempt, e) -> retry(event, attempt, e, context));
    sample.stop(meters.timer(Meters.EVENT_TIME, Meters.TYPE, EventCodec.type(event)));
    count(event, "handled");
  }

  /** A dead letter that nobody can deal with is not sent again, which would go on for ever. */
  private void giveUp(ConsumerRecord<?, byte[]> kafkaRecord, Event event, Exception reason)
      throws InterruptedException {
    count(event, "failed");
    if (!(event instanceof DeadLettered)) {
      deadLetters.bury(kafkaRecord, event.mergeId(), String.valueOf(reason.getMessage()));
    }
  }

  private void retry(Event event, int attempt, IOException failure, LogContext context) {
    context.with(LogContext.ATTEMPT, attempt);
    LOG.warnf(
        "%s of merge %s failed, attempt %d: %s",
        EventCodec.type(event), event.mergeId(), attempt, failure.getMessage());
    count(event, "retried");
  }

  private void count(Event event, String outcome) {
    meters
        .counter(
            Meters.EVENTS_CONSUMED, Meters.TYPE, EventCodec.type(event), Meters.OUTCOME, outcome)
        .increment();
  }

  @SuppressWarnings("unchecked") // the channels' deserializers give bytes
  private static ConsumerRecord<?, byte[]> kafkaRecord(Message<byte[]> message) {
    return (ConsumerRecord<?, byte[]>)
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getRecord();
  }
}
