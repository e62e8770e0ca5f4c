package io.mergefarm.assembler.checkpoint;

import io.mergefarm.assembler.checkpoint.MergeManifest.WeightFile;
import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.storage.Buckets;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.S3Address;
import io.mergefarm.contracts.storage.StoreLayout;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Brings finished checkpoints to the prefixes in buckets that were asked for. The server copies; no
 * bytes of weights pass through this process.
 *
 * <p>A bucket has no rename, so a checkpoint is complete when its {@code merge-manifest.json} is
 * there: that comes last, and goes first when a prefix is replaced. While files are copied the
 * object {@code .incomplete-<merge>} says who is at work; a merge that finds its own goes on.
 */
public final class BucketPublisher {

  private static final List<String> LAST =
      List.of(
          CheckpointKind.MODEL.config(),
          CheckpointKind.ADAPTER.config(),
          WeightIndex.FILE,
          MergeManifest.FILE);

  private final ObjectStore store;
  private final Buckets buckets;

  /**
   * A publisher.
   *
   * @param store that holds finished checkpoints, in a bucket
   */
  public BucketPublisher(ObjectStore store, Buckets buckets) {
    this.store = store;
    this.buckets = buckets;
  }

  /**
   * Publishes the finished checkpoint of a merge, and removes it from the store.
   *
   * @param overwrite whether a prefix that holds objects is replaced
   * @param manifest by which a published checkpoint is known again
   * @throws CheckpointException if the prefix can not be used
   */
  public void publish(String mergeId, S3Address target, boolean overwrite, MergeManifest manifest)
      throws IOException, CheckpointException {
    ObjectStore bucket = buckets.bucket(target.bucket());
    if (!published(bucket, target, manifest)) {
      ObjectKey marker = target.key().child(".incomplete-" + mergeId);
      clear(bucket, target, overwrite || bucket.stat(marker).isPresent());
      bucket.put(marker, new byte[0]);
      for (ObjectStat file : finished(mergeId)) {
        String name = file.key().value().substring(output(mergeId).value().length() + 1);
        buckets.copy(
            S3Address.of(store.address(file.key())),
            new S3Address(target.bucket(), target.key().child(name)));
      }
      bucket.delete(marker);
    }
    for (ObjectStat file : store.list(output(mergeId))) {
      store.delete(file.key());
    }
  }

  /** What is to be copied, in the order that makes a half-copied checkpoint unusable. */
  private List<ObjectStat> finished(String mergeId) throws IOException {
    return store.list(output(mergeId)).stream()
        .sorted(Comparator.comparingInt(file -> LAST.indexOf(file.key().name())))
        .toList();
  }

  private static void clear(ObjectStore bucket, S3Address target, boolean allowed)
      throws IOException, CheckpointException {
    List<ObjectStat> found = bucket.list(target.key());
    if (!found.isEmpty() && !allowed) {
      throw new CheckpointException(
          "output %s is not empty; choose another prefix, or ask for --overwrite to replace it"
              .formatted(target));
    }
    bucket.delete(target.key().child(MergeManifest.FILE));
    for (ObjectStat old : found) {
      bucket.delete(old.key());
    }
  }

  private static boolean published(ObjectStore bucket, S3Address target, MergeManifest manifest)
      throws IOException {
    byte[] wanted = manifest.toJson();
    Optional<ObjectStat> there = bucket.stat(target.key().child(MergeManifest.FILE));
    if (there.isEmpty() || there.get().size() != wanted.length) {
      return false;
    }
    Optional<byte[]> content = bucket.get(there.get().key(), wanted.length);
    return content.filter(bytes -> Arrays.equals(bytes, wanted)).isPresent()
        && shardsThere(bucket, target, manifest);
  }

  private static boolean shardsThere(ObjectStore bucket, S3Address target, MergeManifest manifest)
      throws IOException {
    for (WeightFile shard : manifest.outputs()) {
      Optional<ObjectStat> stat = bucket.stat(target.key().child(shard.path()));
      if (stat.filter(found -> found.size() == shard.size()).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static ObjectKey output(String mergeId) {
    return StoreLayout.output(mergeId);
  }
}
