package io.mergefarm.planner.intake;

import io.mergefarm.contracts.event.DeadLettered;
import io.mergefarm.contracts.messaging.EventInbox;
import io.mergefarm.planner.coordination.MergeCoordinator;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Fails the merge of an event that some service had to give up, so that nobody waits for it. */
@ApplicationScoped
class DeadLetterListener {

  private final EventInbox inbox;
  private final MergeCoordinator coordinator;

  DeadLetterListener(EventInbox inbox, MergeCoordinator coordinator) {
    this.inbox = inbox;
    this.coordinator = coordinator;
  }

  @Incoming("planner-dead-letters")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    return inbox.receive(
        message,
        event -> {
          if (event instanceof DeadLettered letter && !letter.mergeId().isEmpty()) {
            coordinator.fail(letter.mergeId(), letter.reason());
          }
        });
  }
}
