package io.mergefarm.assembler.sealing;

import io.mergefarm.contracts.event.MergeEvent.MergeCancelled;
import io.mergefarm.contracts.event.MergeEvent.MergeFailed;
import io.mergefarm.contracts.event.MergeEvent.MergeStarted;
import io.mergefarm.contracts.messaging.EventInbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Hears that merges start, whose parts may all be there already, and that they end early. */
@ApplicationScoped
class MergeEventListener {

  private final EventInbox inbox;
  private final MergeSealer sealer;

  MergeEventListener(EventInbox inbox, MergeSealer sealer) {
    this.inbox = inbox;
    this.sealer = sealer;
  }

  @Incoming("assembler-merge-events")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    return inbox.receive(
        message,
        event -> {
          switch (event) {
            case MergeStarted started -> sealer.started(started.mergeId());
            case MergeFailed failed -> sealer.ended(failed.mergeId());
            case MergeCancelled cancelled -> sealer.ended(cancelled.mergeId());
            default -> {
              // The other events of a merge are news for clients.
            }
          }
        });
  }
}
