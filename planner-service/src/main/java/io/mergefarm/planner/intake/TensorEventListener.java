package io.mergefarm.planner.intake;

import io.mergefarm.contracts.event.TensorEvent;
import io.mergefarm.contracts.messaging.EventInbox;
import io.mergefarm.planner.coordination.MergeCoordinator;
import io.mergefarm.planner.coordination.MergeProgress;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Hears how the merging of parts goes. */
@ApplicationScoped
class TensorEventListener {

  private final EventInbox inbox;
  private final MergeCoordinator coordinator;
  private final MergeProgress progress;

  TensorEventListener(EventInbox inbox, MergeCoordinator coordinator, MergeProgress progress) {
    this.inbox = inbox;
    this.coordinator = coordinator;
    this.progress = progress;
  }

  @Incoming("planner-tensor-merge-events")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  CompletionStage<Void> receive(Message<byte[]> message) {
    return inbox.receive(
        message,
        event -> {
          switch (event) {
            case TensorEvent.TensorMerged merged -> progress.partMerged(merged);
            case TensorEvent.TensorMergeFailed failed ->
                coordinator.fail(failed.mergeId(), failed.reason());
            default -> throw new IllegalArgumentException("not of a tensor: " + event);
          }
        });
  }
}
