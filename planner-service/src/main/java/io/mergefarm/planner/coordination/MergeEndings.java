package io.mergefarm.planner.coordination;

import io.mergefarm.contracts.event.MergeEvent;
import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.merge.Ending;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.messaging.EventPublisher;
import io.mergefarm.contracts.storage.StorageFullException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Ends merges without a result: in the store first, which is the truth, then by event. */
@ApplicationScoped
class MergeEndings {

  private static final Logger LOG = Logger.getLogger(MergeEndings.class);

  private final MergeRecords records;
  private final EventPublisher publisher;
  private final Clock clock;

  MergeEndings(MergeRecords records, EventPublisher publisher, Clock clock) {
    this.records = records;
    this.publisher = publisher;
    this.clock = clock;
  }

  void fail(String mergeId, String reason) throws IOException {
    end(mergeId, new Ending(State.FAILED, reason));
  }

  void cancel(String mergeId) throws IOException {
    end(mergeId, new Ending(State.CANCELLED, "cancelled by a client"));
  }

  private void end(String mergeId, Ending ending) throws IOException {
    Optional<Ending> earlier = records.ending(mergeId);
    if (earlier.isEmpty()) {
      keep(mergeId, ending);
    }
    publish(mergeId, earlier.orElse(ending));
  }

  /** A full store keeps no ending; whoever waits for the merge has to hear of it all the same. */
  private void keep(String mergeId, Ending ending) throws IOException {
    try {
      records.putEnding(mergeId, ending);
    } catch (StorageFullException e) {
      LOG.warnf("how merge %s ended is not kept: %s", mergeId, e.getMessage());
    }
  }

  private void publish(String mergeId, Ending ending) throws IOException {
    MergeStatus status =
        MergeStatus.accepted(mergeId, name(mergeId))
            .ended(ending.state(), ending.reason(), clock.millis());
    switch (ending.state()) {
      case FAILED -> publisher.publish(Topic.MERGE_EVENTS, new MergeEvent.MergeFailed(status));
      case CANCELLED ->
          publisher.publish(Topic.MERGE_EVENTS, new MergeEvent.MergeCancelled(status));
      default -> {
        // A completed merge was announced by who completed it.
      }
    }
  }

  private String name(String mergeId) throws IOException {
    return records.request(mergeId).map(request -> request.name()).orElse(mergeId);
  }
}
