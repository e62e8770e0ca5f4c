package io.mergefarm.contracts.event;

/**
 * Where a merge stands. Every event carries the whole status, so that the last one of each merge,
 * which the compacted topic keeps, tells all.
 */
public sealed interface MergeEvent extends Event {

  MergeStatus status();

  @Override
  default String mergeId() {
    return status().mergeId();
  }

  @Override
  default String key() {
    return mergeId();
  }

  /** The request was taken, and its sources are being staged. */
  record MergeAccepted(MergeStatus status) implements MergeEvent {}

  /** The plan is made, and its parts are being merged. */
  record MergeStarted(MergeStatus status) implements MergeEvent {}

  /** Some parts more are merged, or shards sealed. */
  record MergeProgressed(MergeStatus status) implements MergeEvent {}

  /** The checkpoint is complete in its place. */
  record MergeCompleted(MergeStatus status) implements MergeEvent {}

  /** The merge has ended without a result; the status says why. */
  record MergeFailed(MergeStatus status) implements MergeEvent {}

  /** The merge was ended by a client. */
  record MergeCancelled(MergeStatus status) implements MergeEvent {}
}
