package io.mergefarm.planner.intake;

import io.mergefarm.contracts.event.MergeCancelRequested;
import io.mergefarm.contracts.event.MergeRequested;
import io.mergefarm.contracts.messaging.EventInbox;
import io.mergefarm.planner.coordination.MergeCoordinator;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Takes what clients want. */
@ApplicationScoped
class MergeRequestListener {

  private final EventInbox inbox;
  private final MergeCoordinator coordinator;

  MergeRequestListener(EventInbox inbox, MergeCoordinator coordinator) {
    this.inbox = inbox;
    this.coordinator = coordinator;
  }

  @Incoming("planner-merge-requests")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    return inbox.receive(
        message,
        event -> {
          switch (event) {
            case MergeRequested request -> coordinator.accept(request);
            case MergeCancelRequested request -> coordinator.cancel(request.mergeId());
            default -> throw new IllegalArgumentException("not a request: " + event);
          }
        });
  }
}
