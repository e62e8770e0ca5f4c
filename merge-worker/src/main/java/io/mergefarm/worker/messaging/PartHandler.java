package io.mergefarm.worker.messaging;

import io.mergefarm.contracts.event.Event;
import io.mergefarm.contracts.event.MalformedEventException;
import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.messaging.Backoff;
import io.mergefarm.contracts.messaging.DeadLetters;
import io.mergefarm.contracts.messaging.LogContext;
import io.mergefarm.contracts.messaging.ReceivedEvents;
import io.mergefarm.contracts.messaging.RetryConfig;
import io.mergefarm.contracts.storage.StorageFullException;
import io.mergefarm.worker.evaluation.MergeFailureException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.jboss.logging.Logger;

/**
 * Decides what becomes of a delivered part: it is accepted when it is merged, released when another
 * worker may have more luck, and rejected, with a dead letter, when none can.
 */
@ApplicationScoped
class PartHandler {

  private static final Logger LOG = Logger.getLogger(PartHandler.class);

  private final ReceivedEvents events;
  private final DeadLetters deadLetters;
  private final PartWork work;
  private final WorkerConfig config;
  private final WorkerMeters meters;
  private final Backoff backoff;

  PartHandler(
      ReceivedEvents events,
      DeadLetters deadLetters,
      PartWork work,
      WorkerConfig config,
      WorkerMeters meters,
      RetryConfig retry) {
    this.events = events;
    this.deadLetters = deadLetters;
    this.work = work;
    this.config = config;
    this.meters = meters;
    this.backoff = Backoff.within(retry.patience().dividedBy(config.maxDeliveries()));
  }

  /** Deals with a delivery to its end, which the delivery is told. */
  void handle(Delivery delivery) {
    meters.begun(delivery.count());
    try {
      delivery.ended(outcome(delivery));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      meters.ended(delivery.outcome());
    }
  }

  private AcknowledgeType outcome(Delivery delivery) throws InterruptedException {
    TensorMergeRequested request;
    try {
      request = decode(delivery);
    } catch (MalformedEventException e) {
      return giveUp(delivery, "", e.getMessage());
    }
    try (LogContext context = context(request, delivery)) {
      if (delivery.count() > config.maxDeliveries()) {
        return giveUp(
            delivery,
            request.mergeId(),
            "part %s was delivered %d times and never acknowledged: its workers died or stalled"
                .formatted(request.partId(), delivery.count() - 1));
      }
      return merge(request, delivery, context);
    }
  }

  private AcknowledgeType merge(TensorMergeRequested request, Delivery delivery, LogContext context)
      throws InterruptedException {
    try {
      backoff.<MergeFailureException>run(
          () -> work.merge(request, delivery),
          (attempt, e) -> {
            delivery.goesOn();
            LOG.warnf(
                "part %s of merge %s failed, attempt %d of delivery %d: %s",
                request.partId(), request.mergeId(), attempt, delivery.count(), e.getMessage());
          });
      return AcknowledgeType.ACCEPT;
    } catch (MergeFailureException e) {
      context.with(LogContext.TENSOR, e.tensor());
      LOG.errorf("part %s of merge %s: %s", request.partId(), request.mergeId(), e.getMessage());
      return giveUp(delivery, request.mergeId(), e.getMessage());
    } catch (StorageFullException e) {
      LOG.errorf("part %s of merge %s: %s", request.partId(), request.mergeId(), e.getMessage());
      return giveUp(delivery, request.mergeId(), e.getMessage());
    } catch (IOException e) {
      return retry(request, delivery, e);
    } catch (RuntimeException e) {
      LOG.errorf(e, "part %s of merge %s given up", request.partId(), request.mergeId());
      return giveUp(delivery, request.mergeId(), "part " + request.partId() + ": " + e);
    }
  }

  private AcknowledgeType retry(
      TensorMergeRequested request, Delivery delivery, IOException failure)
      throws InterruptedException {
    if (delivery.count() < config.maxDeliveries()) {
      return AcknowledgeType.RELEASE;
    }
    return giveUp(
        delivery,
        request.mergeId(),
        "part %s failed in %d deliveries: %s"
            .formatted(request.partId(), delivery.count(), failure.getMessage()));
  }

  private AcknowledgeType giveUp(Delivery delivery, String mergeId, String reason)
      throws InterruptedException {
    deadLetters.bury(delivery.kafkaRecord(), mergeId, reason);
    return AcknowledgeType.REJECT;
  }

  private TensorMergeRequested decode(Delivery delivery) throws MalformedEventException {
    Event event = events.decode(delivery.kafkaRecord());
    if (event instanceof TensorMergeRequested request) {
      return request;
    }
    throw new MalformedEventException("no work for a merge worker: " + event.getClass());
  }

  private static LogContext context(TensorMergeRequested request, Delivery delivery) {
    return LogContext.ofMerge(request.mergeId())
        .with(LogContext.PART, request.partId())
        .with(LogContext.SHARD, request.upload().key().name())
        .with(LogContext.ATTEMPT, delivery.count());
  }
}
