package io.mergefarm.assembler.sealing;

import io.mergefarm.contracts.event.MergeRequested;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.event.TensorEvent.TensorMerged;
import io.mergefarm.contracts.merge.Ending;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.merge.ShardUploads;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.storage.NoSuchUploadException;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Follows the parts of all merges, seals shards that are complete and finishes checkpoints whose
 * shards are sealed. What is kept here is a memory of the store, rebuilt whenever it is missing.
 */
@ApplicationScoped
class MergeSealer {

  private static final Logger LOG = Logger.getLogger(MergeSealer.class);
  private static final int MOST_TOLD = 10_000;

  private final MergeRecords records;
  private final ObjectStore store;
  private final CheckpointFinisher finisher;
  private final SealingNews news;
  private final Map<String, ShardSealing> merges = new HashMap<>();

  /** Merges whose end this process has told of; a hint that saves repeating it. */
  private final Set<String> told = new HashSet<>();

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
    told.remove(mergeId);
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

  /** Drops what is remembered; the store knows it all. */
  synchronized void forget() {
    merges.clear();
  }

  /** Drops what a merge without a result has left, unless it was begun anew meanwhile. */
  synchronized void ended(String mergeId) throws IOException {
    if (records.ending(mergeId).isEmpty()) {
      return;
    }
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
    if (plan.isEmpty() || uploads.isEmpty()) {
      return;
    }
    ShardSealing sealing = new ShardSealing(plan.get(), uploads.get(), store);
    for (PartRecord part : records.parts(mergeId)) {
      sealing.add(part);
    }
    Optional<Ending> ending = records.ending(mergeId);
    if (ending.isPresent()) {
      tellAgain(mergeId, sealing, ending.get());
    } else {
      merges.put(mergeId, sealing);
      advance(mergeId, sealing);
    }
  }

  /** A process that ended between the note of an ending and its event has not told of it. */
  private void tellAgain(String mergeId, ShardSealing sealing, Ending ending) throws IOException {
    if (ending.state() != State.CANCELLED && !told.contains(mergeId)) {
      sealing.markSealed();
      tell(mergeId, sealing, ending);
    }
  }

  private void tell(String mergeId, ShardSealing sealing, Ending ending) throws IOException {
    news.ended(request(mergeId), sealing, ending);
    if (told.size() >= MOST_TOLD) {
      told.clear();
    }
    told.add(mergeId);
  }

  private void advance(String mergeId, ShardSealing sealing) throws IOException {
    boolean sealedSome = seal(mergeId, sealing);
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

  /** A shard that is neither to be sealed nor sealed was published before a crash, or is lost. */
  private boolean seal(String mergeId, ShardSealing sealing) throws IOException {
    try {
      return sealing.sealComplete();
    } catch (NoSuchUploadException e) {
      if (!finisher.published(request(mergeId), sealing.plan())) {
        throw e;
      }
      sealing.markSealed();
      return true;
    }
  }

  private void finish(String mergeId, ShardSealing sealing) throws IOException {
    if (records.ending(mergeId).isEmpty()) {
      Ending ending = finisher.finish(request(mergeId), sealing.plan());
      records.putEnding(mergeId, ending);
      tell(mergeId, sealing, ending);
    }
  }

  private MergeRequested request(String mergeId) throws IOException {
    return records
        .request(mergeId)
        .orElseThrow(() -> new IOException("the request of merge " + mergeId + " is gone"));
  }
}
