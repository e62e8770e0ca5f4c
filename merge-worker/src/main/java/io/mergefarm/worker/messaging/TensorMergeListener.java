package io.mergefarm.worker.messaging;

import io.mergefarm.contracts.event.Event;
import io.mergefarm.contracts.event.MalformedEventException;
import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.messaging.EventInbox;
import io.mergefarm.contracts.storage.StorageFullException;
import io.mergefarm.worker.evaluation.MergeFailureException;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.queues.ShareGroupAcknowledgement;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

/**
 * Takes parts from the share group, each acknowledged by itself: accepted when it is merged or can
 * never be, released when another try may help.
 */
@ApplicationScoped
class TensorMergeListener {

  private static final Logger LOG = Logger.getLogger(TensorMergeListener.class);

  private final EventInbox inbox;
  private final PartWork work;
  private final WorkerConfig config;

  TensorMergeListener(EventInbox inbox, PartWork work, WorkerConfig config) {
    this.inbox = inbox;
    this.work = work;
    this.config = config;
  }

  @Incoming("worker-tensor-merge-requests")
  @Blocking(value = "merge-threads", ordered = false)
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    TensorMergeRequested request;
    try {
      request = decode(message);
    } catch (MalformedEventException e) {
      inbox.bury(message, "", e.getMessage());
      return reject(message, e);
    }
    try {
      work.merge(request);
      return message.ack();
    } catch (StorageFullException e) {
      return giveUp(message, request, e.getMessage(), e);
    } catch (IOException e) {
      return retry(message, request, e);
    } catch (MergeFailureException e) {
      work.failed(request, e);
      return giveUp(message, request, e.getMessage(), e);
    } catch (RuntimeException e) {
      LOG.errorf(e, "part %s of merge %s given up", request.partId(), request.mergeId());
      return giveUp(message, request, "part " + request.partId() + ": " + e, e);
    }
  }

  /** Releases a part after a pause, unless it was delivered too often. */
  private CompletionStage<Void> retry(
      Message<byte[]> message, TensorMergeRequested request, IOException failure) {
    int deliveries = deliveries(message);
    if (deliveries >= config.maxDeliveries()) {
      String reason =
          "part " + request.partId() + " failed " + deliveries + " times: " + failure.getMessage();
      return giveUp(message, request, reason, failure);
    }
    LOG.warnf(
        "part %s of merge %s failed, attempt %d of %d: %s",
        request.partId(),
        request.mergeId(),
        deliveries,
        config.maxDeliveries(),
        failure.getMessage());
    try {
      Thread.sleep(config.retryPause().multipliedBy(deliveries));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return message.nack(failure);
  }

  private CompletionStage<Void> giveUp(
      Message<byte[]> message, TensorMergeRequested request, String reason, Throwable cause) {
    inbox.bury(message, request.mergeId(), reason);
    return reject(message, cause);
  }

  private static int deliveries(Message<byte[]> message) {
    IncomingKafkaRecordMetadata<?, ?> metadata =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    return metadata.getRecord().deliveryCount().map(Short::intValue).orElse(1);
  }

  private TensorMergeRequested decode(Message<byte[]> message) throws MalformedEventException {
    Event event = inbox.decode(message);
    if (event instanceof TensorMergeRequested request) {
      return request;
    }
    throw new MalformedEventException("no work for a merge worker: " + event.getClass());
  }

  private static CompletionStage<Void> reject(Message<byte[]> message, Throwable reason) {
    return message.nack(
        reason, Metadata.of(ShareGroupAcknowledgement.from(AcknowledgeType.REJECT)));
  }
}
