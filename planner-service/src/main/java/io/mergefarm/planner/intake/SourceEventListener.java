package io.mergefarm.planner.intake;

import io.mergefarm.contracts.event.SourceEvent;
import io.mergefarm.contracts.messaging.EventInbox;
import io.mergefarm.planner.coordination.MergeCoordinator;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Hears how the staging of sources went. */
@ApplicationScoped
class SourceEventListener {

  private final EventInbox inbox;
  private final MergeCoordinator coordinator;

  SourceEventListener(EventInbox inbox, MergeCoordinator coordinator) {
    this.inbox = inbox;
    this.coordinator = coordinator;
  }

  @Incoming("planner-source-events")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    return inbox.receive(
        message,
        event -> {
          switch (event) {
            case SourceEvent.SourceStaged staged -> coordinator.sourceStaged(staged);
            case SourceEvent.SourceFailed failed -> coordinator.sourceFailed(failed);
            default -> throw new IllegalArgumentException("not of a source: " + event);
          }
        });
  }
}
