package io.mergefarm.planner.coordination;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.merge.ShardUploads;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.plan.PlannedPart;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.storage.NoSuchUploadException;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import io.mergefarm.planner.planning.PartRequests;
import io.mergefarm.planner.planning.PlanResult.Planned;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Opens the uploads that a plan's parts go to, keeping what an earlier run has done. */
@ApplicationScoped
class ShardPreparation {

  private final MergeRecords records;
  private final ObjectStore store;

  ShardPreparation(MergeRecords records, ObjectStore store) {
    this.records = records;
    this.store = store;
  }

  /**
   * Keeps the plan, its shards' headers and what else it refers to, and one upload per shard. What
   * belongs to another plan of the same merge is dropped.
   */
  ShardUploads prepare(Planned planned) throws IOException {
    MergePlan plan = planned.plan();
    List<Upload> earlier = earlierUploads(plan);
    for (Map.Entry<String, byte[]> header : planned.headers().entrySet()) {
      store.put(StoreLayout.shardHeader(plan.mergeId(), header.getKey()), header.getValue());
    }
    for (Map.Entry<ObjectKey, byte[]> object : planned.objects().entrySet()) {
      store.put(object.getKey(), object.getValue());
    }
    records.putPlan(plan);
    List<Upload> uploads = new ArrayList<>();
    for (int i = 0; i < plan.shards().size(); i++) {
      PlannedShard shard = plan.shards().get(i);
      ObjectKey key = StoreLayout.shard(plan.mergeId(), shard.name());
      boolean usable =
          i < earlier.size() && (storedParts(earlier.get(i)).isPresent() || sealed(key, shard));
      uploads.add(usable ? earlier.get(i) : begin(key, shard));
    }
    ShardUploads result = new ShardUploads(uploads);
    records.putUploads(plan.mergeId(), result);
    return result;
  }

  /**
   * The parts that are still to be merged: those of unsealed shards that lack a record, or that the
   * present upload lacks.
   */
  List<TensorMergeRequested> missingParts(MergePlan plan, ShardUploads uploads) throws IOException {
    Map<String, PartRecord> records = new HashMap<>();
    this.records.parts(plan.mergeId()).forEach(part -> records.put(part.partId(), part));
    PartRequests requests = new PartRequests(plan);
    List<TensorMergeRequested> missing = new ArrayList<>();
    for (int i = 0; i < plan.shards().size(); i++) {
      PlannedShard shard = plan.shards().get(i);
      Upload upload = uploads.uploads().get(i);
      Optional<Set<Integer>> stored = storedParts(upload);
      for (PlannedPart part : shard.parts()) {
        PartRecord record = records.get(part.id());
        boolean recorded = record != null && record.uploadId().equals(upload.id());
        boolean done = stored.isEmpty() || stored.get().contains(part.range().number());
        if (!recorded || !done) {
          missing.add(requests.request(shard, part, upload));
        }
      }
    }
    return missing;
  }

  int parts(MergePlan plan) {
    return plan.shards().stream().mapToInt(shard -> shard.parts().size()).sum();
  }

  /** What an earlier plan has left in the shard's place goes, lest it be taken for the shard. */
  private Upload begin(ObjectKey key, PlannedShard shard) throws IOException {
    store.delete(key);
    return store.createUpload(key, shard.size());
  }

  private List<Upload> earlierUploads(MergePlan plan) throws IOException {
    Optional<ShardUploads> earlier = records.uploads(plan.mergeId());
    if (earlier.isEmpty()) {
      return List.of();
    }
    if (records.plan(plan.mergeId()).filter(plan::equals).isPresent()) {
      return earlier.get().uploads();
    }
    for (Upload upload : earlier.get().uploads()) {
      store.abortUpload(upload);
    }
    return List.of();
  }

  /** The numbers of the parts that an upload has, or empty where it is no longer open. */
  private Optional<Set<Integer>> storedParts(Upload upload) throws IOException {
    try {
      return Optional.of(
          store.listParts(upload).stream().map(UploadedPart::number).collect(Collectors.toSet()));
    } catch (NoSuchUploadException e) {
      return Optional.empty();
    }
  }

  private boolean sealed(ObjectKey key, PlannedShard shard) throws IOException {
    return store.stat(key).filter(stat -> stat.size() == shard.size()).isPresent();
  }
}
