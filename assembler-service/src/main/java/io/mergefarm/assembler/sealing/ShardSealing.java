package io.mergefarm.assembler.sealing;

import io.mergefarm.contracts.merge.ShardUploads;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.storage.NoSuchUploadException;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which parts of one merge are there, and which of its shards are sealed. */
final class ShardSealing {

  private final MergePlan plan;
  private final ObjectStore store;
  private final List<Shard> shards = new ArrayList<>();
  private long bytesRead;

  ShardSealing(MergePlan plan, ShardUploads uploads, ObjectStore store) {
    this.plan = plan;
    this.store = store;
    for (int i = 0; i < plan.shards().size(); i++) {
      shards.add(new Shard(plan.shards().get(i), uploads.uploads().get(i)));
    }
  }

  MergePlan plan() {
    return plan;
  }

  /** Notes a part; one of another upload is left over from an earlier plan and does not count. */
  void add(PartRecord part) {
    for (Shard shard : shards) {
      if (shard.upload.id().equals(part.uploadId())
          && shard.parts.put(part.part().number(), part.part()) == null) {
        bytesRead += part.bytesRead();
      }
    }
  }

  /**
   * Seals the shards whose parts are all there.
   *
   * @return whether there were any
   */
  boolean sealComplete() throws IOException {
    boolean any = false;
    for (Shard shard : shards) {
      if (!shard.sealed && shard.parts.size() == shard.plan.parts().size()) {
        seal(shard);
        any = true;
      }
    }
    return any;
  }

  /** Takes all shards for sealed, as those of a checkpoint that has left the store are. */
  void markSealed() {
    shards.forEach(shard -> shard.sealed = true);
  }

  boolean allSealed() {
    return shards.stream().allMatch(shard -> shard.sealed);
  }

  long sealedBytes() {
    return shards.stream().filter(shard -> shard.sealed).mapToLong(s -> s.plan.size()).sum();
  }

  long mergedBytes() {
    return shards.stream()
        .flatMap(shard -> shard.parts.values().stream())
        .mapToLong(UploadedPart::size)
        .sum();
  }

  long outputBytes() {
    return shards.stream().mapToLong(shard -> shard.plan.size()).sum();
  }

  long bytesRead() {
    return bytesRead;
  }

  private void seal(Shard shard) throws IOException {
    try {
      complete(shard);
    } catch (IOException e) {
      if (!sealedAlready(shard)) {
        throw e;
      }
    }
    shard.sealed = true;
  }

  /**
   * Completes an upload. A part may have been sent twice, by a worker that was thought dead; its
   * bytes are the same, but not its ETag where that is no digest of the bytes. The store knows
   * which it has kept.
   */
  private void complete(Shard shard) throws IOException {
    try {
      store.completeUpload(shard.upload, List.copyOf(shard.parts.values()));
    } catch (NoSuchUploadException e) {
      throw e;
    } catch (IOException e) {
      List<UploadedPart> stored = store.listParts(shard.upload);
      if (stored.equals(List.copyOf(shard.parts.values()))) {
        throw e;
      }
      store.completeUpload(shard.upload, stored);
    }
  }

  /** A process that ended before it could tell has sealed it, or the server's answer was lost. */
  private boolean sealedAlready(Shard shard) throws IOException {
    ObjectKey key = StoreLayout.shard(plan.mergeId(), shard.plan.name());
    return store.stat(key).filter(stat -> stat.size() == shard.plan.size()).isPresent();
  }

  private static final class Shard {
    private final PlannedShard plan;
    private final Upload upload;
    private final Map<Integer, UploadedPart> parts = new TreeMap<>();
    private boolean sealed;

    private Shard(PlannedShard plan, Upload upload) {
      this.plan = plan;
      this.upload = upload;
    }
  }
}
