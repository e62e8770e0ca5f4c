package io.mergefarm.planner.status;

import io.mergefarm.contracts.event.MergeEvent;
import io.mergefarm.contracts.event.MergeEvent.MergeAccepted;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.messaging.EventInbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Keeps the view of all merges up to date; every planner reads the topic from its beginning. */
@ApplicationScoped
class MergeEventListener {

  private final EventInbox inbox;
  private final MergeRecords records;
  private final MergeStatusView view;

  MergeEventListener(EventInbox inbox, MergeRecords records, MergeStatusView view) {
    this.inbox = inbox;
    this.records = records;
    this.view = view;
  }

  @Incoming("planner-merge-events")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    return inbox.receive(
        message,
        event -> {
          if (event instanceof MergeEvent mergeEvent && !outdated(mergeEvent)) {
            view.update(mergeEvent.status());
          }
        });
  }

  /** An acceptance that comes again does not reopen a merge that the store knows to have ended. */
  private boolean outdated(MergeEvent event) throws IOException {
    return event instanceof MergeAccepted
        && view.find(event.mergeId()).filter(status -> status.state().ended()).isPresent()
        && records.ending(event.mergeId()).isPresent();
  }
}
