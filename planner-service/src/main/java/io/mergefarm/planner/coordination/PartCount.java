package io.mergefarm.planner.coordination;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.Progress;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.source.SourceFile;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** How many parts of one merge are merged. */
final class PartCount {

  private static final long NEWS_MILLIS = 100;

  private final String mergeId;
  private final String name;
  private final long startedMillis;
  private final int tensors;
  private final int shards;
  private final long inputBytes;
  private final long outputBytes;
  private final Set<String> done = new HashSet<>();
  private long written;
  private long read;
  private long toldMillis;

  PartCount(MergePlan plan, String name, long startedMillis) {
    this.mergeId = plan.mergeId();
    this.name = name;
    this.startedMillis = startedMillis;
    this.tensors = plan.shards().stream().mapToInt(shard -> shard.tensors().size()).sum();
    this.shards = plan.shards().size();
    this.inputBytes = plan.files().stream().mapToLong(SourceFile::size).sum();
    this.outputBytes = plan.shards().stream().mapToLong(PlannedShard::size).sum();
  }

  void add(String partId, long bytesWritten, long bytesRead) {
    if (done.add(partId)) {
      written += bytesWritten;
      read += bytesRead;
    }
  }

  /** Whether the last news are old enough for some more; asking counts as telling. */
  boolean due(long nowMillis) {
    if (nowMillis - toldMillis < NEWS_MILLIS) {
      return false;
    }
    toldMillis = nowMillis;
    return true;
  }

  boolean complete() {
    return written == outputBytes;
  }

  MergeStatus status() {
    return new MergeStatus(
        mergeId,
        name,
        State.MERGING,
        tensors,
        shards,
        new Progress(inputBytes, inputBytes),
        new Progress(written, outputBytes),
        new Progress(0, outputBytes),
        read,
        startedMillis,
        0,
        Optional.empty(),
        Optional.empty());
  }
}
