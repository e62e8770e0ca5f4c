package io.mergefarm.fetcher.staging;

import io.mergefarm.contracts.event.SourceRequested;
import io.mergefarm.contracts.messaging.EventInbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Hears which checkpoints are wanted. */
@ApplicationScoped
class SourceRequestListener {

  private final EventInbox inbox;
  private final SourceStaging staging;

  SourceRequestListener(EventInbox inbox, SourceStaging staging) {
    this.inbox = inbox;
    this.staging = staging;
  }

  @Incoming("fetcher-source-requests")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    return inbox.receive(
        message,
        event -> {
          if (event instanceof SourceRequested request) {
            staging.stage(request);
          }
        });
  }
}
