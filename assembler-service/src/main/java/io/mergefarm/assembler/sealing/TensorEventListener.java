package io.mergefarm.assembler.sealing;

import io.mergefarm.contracts.event.TensorEvent.TensorMerged;
import io.mergefarm.contracts.messaging.EventInbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Hears which parts are merged. */
@ApplicationScoped
class TensorEventListener {

  private final EventInbox inbox;
  private final MergeSealer sealer;

  TensorEventListener(EventInbox inbox, MergeSealer sealer) {
    this.inbox = inbox;
    this.sealer = sealer;
  }

  @Incoming("assembler-tensor-merge-events")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    return inbox.receive(
        message,
        event -> {
          if (event instanceof TensorMerged merged) {
            sealer.partMerged(merged);
          }
        });
  }
}
