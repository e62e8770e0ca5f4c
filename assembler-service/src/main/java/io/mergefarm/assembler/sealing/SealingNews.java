package io.mergefarm.assembler.sealing;

import io.mergefarm.contracts.event.MergeEvent.MergeCompleted;
import io.mergefarm.contracts.event.MergeEvent.MergeFailed;
import io.mergefarm.contracts.event.MergeEvent.MergeProgressed;
import io.mergefarm.contracts.event.MergeRequested;
import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.Progress;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.merge.Ending;
import io.mergefarm.contracts.messaging.EventPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** Tells how the sealing of a merge goes. */
@ApplicationScoped
class SealingNews {

  private final EventPublisher publisher;
  private final Clock clock;

  SealingNews(EventPublisher publisher, Clock clock) {
    this.publisher = publisher;
    this.clock = clock;
  }

  void progressed(ShardSealing sealing) throws IOException {
    MergeStatus status = status(sealing.plan().mergeId(), sealing, State.MERGING, Optional.empty());
    publisher.publish(Topic.MERGE_EVENTS, new MergeProgressed(status));
  }

  void ended(MergeRequested request, ShardSealing sealing, Ending ending) throws IOException {
    if (ending.state() == State.COMPLETED) {
      MergeStatus status =
          status(request.name(), sealing, State.COMPLETED, Optional.of(ending.reason()));
      publisher.publish(Topic.MERGE_EVENTS, new MergeCompleted(status));
    } else {
      MergeStatus status = status(request.name(), sealing, State.SEALING, Optional.empty());
      publisher.publish(
          Topic.MERGE_EVENTS,
          new MergeFailed(status.ended(State.FAILED, ending.reason(), clock.millis())));
    }
  }

  private MergeStatus status(
      String name, ShardSealing sealing, State state, Optional<String> output) {
    long bytes = sealing.outputBytes();
    return new MergeStatus(
        sealing.plan().mergeId(),
        name,
        state,
        sealing.plan().shards().stream().mapToInt(shard -> shard.tensors().size()).sum(),
        sealing.plan().shards().size(),
        Progress.NONE,
        new Progress(sealing.mergedBytes(), bytes),
        new Progress(sealing.sealedBytes(), bytes),
        sealing.bytesRead(),
        0,
        state == State.COMPLETED ? clock.millis() : 0,
        output,
        Optional.empty());
  }
}
