package io.mergefarm.planner.status;

import io.mergefarm.contracts.event.MergeEvent;
import io.mergefarm.contracts.messaging.EventInbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Keeps the view of all merges up to date; every planner reads the topic from its beginning. */
@ApplicationScoped
class MergeEventListener {

  private final EventInbox inbox;
  private final MergeStatusView view;

  MergeEventListener(EventInbox inbox, MergeStatusView view) {
    this.inbox = inbox;
    this.view = view;
  }

  @Incoming("planner-merge-events")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    return inbox.receive(
        message,
        event -> {
          if (event instanceof MergeEvent mergeEvent) {
            view.update(mergeEvent.status());
          }
        });
  }
}
