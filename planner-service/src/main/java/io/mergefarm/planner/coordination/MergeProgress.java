package io.mergefarm.planner.coordination;

import io.mergefarm.contracts.event.MergeEvent.MergeProgressed;
import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.TensorEvent.TensorMerged;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.messaging.EventPublisher;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PartRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts the parts that are merged and tells how far each merge is. */
@ApplicationScoped
public class MergeProgress {

  private final MergeRecords records;
  private final EventPublisher publisher;
  private final Clock clock;
  private final Map<String, PartCount> counts = new HashMap<>();

  MergeProgress(MergeRecords records, EventPublisher publisher, Clock clock) {
    this.records = records;
    this.publisher = publisher;
    this.clock = clock;
  }

  /** Counts a part once, however often it is heard of. */
  public synchronized void partMerged(TensorMerged merged) throws IOException {
    PartCount count = counts.get(merged.mergeId());
    if (count == null) {
      Optional<MergePlan> plan = records.plan(merged.mergeId());
      if (plan.isEmpty() || records.ending(merged.mergeId()).isPresent()) {
        return;
      }
      start(plan.get());
      count = counts.get(merged.mergeId());
    }
    count.add(merged.partId(), merged.bytesWritten(), merged.bytesRead());
    if (count.complete() || count.due(clock.millis())) {
      publisher.publish(Topic.MERGE_EVENTS, new MergeProgressed(count.status()));
    }
    if (count.complete()) {
      counts.remove(merged.mergeId());
    }
  }

  /** Begins to count from what the store holds; returns where the merge stands. */
  synchronized MergeStatus start(MergePlan plan) throws IOException {
    String name =
        records.request(plan.mergeId()).map(request -> request.name()).orElse(plan.mergeId());
    PartCount count = new PartCount(plan, name, clock.millis());
    for (PartRecord part : records.parts(plan.mergeId())) {
      count.add(part.partId(), part.part().size(), part.bytesRead());
    }
    counts.put(plan.mergeId(), count);
    return count.status();
  }
}
