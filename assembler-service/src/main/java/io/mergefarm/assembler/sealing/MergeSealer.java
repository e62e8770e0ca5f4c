package io.mergefarm.assembler.sealing;

import io.mergefarm.contracts.event.MergeRequested;
import io.mergefarm.contracts.event.TensorEvent.TensorMerged;
import io.mergefarm.contracts.merge.Ending;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.merge.ShardUploads;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Follows the parts of all merges, seals shards that are complete and finishes checkpoints whose
 * shards are sealed. What is kept here is a memory of the store, rebuilt whenever it is missing.
 */
@ApplicationScoped
class MergeSealer {

  private static final Logger LOG = Logger.getLogger(MergeSealer.class);

  private final MergeRecords records;
  private final ObjectStore store;
  private final CheckpointFinisher finisher;
  private final SealingNews news;
  private final Map<String, ShardSealing> merges = new HashMap<>();

  MergeSealer(
      MergeRecords records, ObjectStore store, CheckpointFinisher finisher, SealingNews news) {
    this.records = records;
    this.store = store;
    this.finisher = finisher;
    this.news = news;
  }

  /** Looks what an earlier run has left of a merge that starts. */
  synchronized void started(String mergeId) throws IOException {
    merges.remove(mergeId);
    follow(mergeId);
  }

  /** Takes a part into account that has been merged. */
  synchronized void partMerged(TensorMerged merged) throws IOException {
    ShardSealing sealing = merges.get(merged.mergeId());
    if (sealing == null) {
      follow(merged.mergeId());
      return;
    }
    Optional<PartRecord> part = records.part(merged.mergeId(), merged.partId());
    if (part.isPresent()) {
      sealing.add(part.get());
      advance(merged.mergeId(), sealing);
    }
  }

  /** Drops what a merge without a result has left. */
  synchronized void ended(String mergeId) throws IOException {
    merges.remove(mergeId);
    Optional<ShardUploads> uploads = records.uploads(mergeId);
    if (uploads.isPresent()) {
      for (Upload upload : uploads.get().uploads()) {
        store.abortUpload(upload);
        store.abortUploads(upload.key());
      }
    }
    for (ObjectStat stat : store.list(StoreLayout.output(mergeId))) {
      store.delete(stat.key());
    }
    for (ObjectStat stat : store.list(StoreLayout.partRecords(mergeId))) {
      store.delete(stat.key());
    }
  }

  private void follow(String mergeId) throws IOException {
    Optional<MergePlan> plan = records.plan(mergeId);
    Optional<ShardUploads> uploads = records.uploads(mergeId);
    if (plan.isEmpty() || uploads.isEmpty() || records.ending(mergeId).isPresent()) {
      return;
    }
    ShardSealing sealing = new ShardSealing(plan.get(), uploads.get(), store);
    for (PartRecord part : records.parts(mergeId)) {
      sealing.add(part);
    }
    merges.put(mergeId, sealing);
    advance(mergeId, sealing);
  }

  private void advance(String mergeId, ShardSealing sealing) throws IOException {
    boolean sealedSome = sealing.sealComplete();
    if (sealedSome) {
      LOG.debugf("merge %s: %d bytes sealed", mergeId, sealing.sealedBytes());
    }
    if (sealing.allSealed()) {
      finish(mergeId, sealing);
      merges.remove(mergeId);
    } else if (sealedSome) {
      news.progressed(sealing);
    }
  }

  private void finish(String mergeId, ShardSealing sealing) throws IOException {
    MergeRequested request =
        records
            .request(mergeId)
            .orElseThrow(() -> new IOException("the request of merge " + mergeId + " is gone"));
    Ending ending = finisher.finish(request, sealing.plan());
    records.putEnding(mergeId, ending);
    news.ended(request, sealing, ending);
  }
}
