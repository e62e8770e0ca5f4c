package io.mergefarm.assembler.sealing;

import io.mergefarm.contracts.event.MergeEvent.MergeCancelled;
import io.mergefarm.contracts.event.MergeEvent.MergeFailed;
import io.mergefarm.contracts.event.MergeEvent.MergeStarted;
import io.mergefarm.contracts.event.TensorEvent.TensorMerged;
import io.mergefarm.contracts.messaging.EventInbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Hears that merges start, whose parts may all be there already, which parts are merged, and that
 * merges end early.
 *
 * <p>One consumer reads both topics: their keys are merge ids and their partitions as many, so that
 * each merge has one assembler, which hears all of it.
 */
@ApplicationScoped
class SealingEventListener {

  /** The channel, which {@link MergeOwnership} is named after as well. */
  static final String CHANNEL = "assembler-events";

  private final EventInbox inbox;
  private final MergeSealer sealer;

  SealingEventListener(EventInbox inbox, MergeSealer sealer) {
    this.inbox = inbox;
    this.sealer = sealer;
  }

  @Incoming(CHANNEL)
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    return inbox.receive(
        message,
        event -> {
          switch (event) {
            case MergeStarted started -> sealer.started(started.mergeId());
            case TensorMerged merged -> sealer.partMerged(merged);
            case MergeFailed failed -> sealer.ended(failed.mergeId());
            case MergeCancelled cancelled -> sealer.ended(cancelled.mergeId());
            default -> {
              // The other events of a merge are news for clients.
            }
          }
        });
  }
}
