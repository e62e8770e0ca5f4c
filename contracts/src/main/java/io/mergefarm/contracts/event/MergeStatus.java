package io.mergefarm.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Where a merge stands.
 *
 * @param name what people call the merge
 * @param tensors of the output; 0 until the plan is made
 * @param shards of the output; 0 until the plan is made
 * @param staging bytes of input files
 * @param merging bytes of the output
 * @param sealing bytes of complete shards
 * @param bytesRead of stored tensors so far
 * @param startedMillis when the plan was made, in milliseconds since 1970; 0 before
 * @param endedMillis when the merge ended, in milliseconds since 1970; 0 before
 * @param output where the finished checkpoint lies; absent before
 * @param problem why the merge failed; absent unless it did
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record MergeStatus(
    String mergeId,
    String name,
    State state,
    int tensors,
    int shards,
    Progress staging,
    Progress merging,
    Progress sealing,
    long bytesRead,
    long startedMillis,
    long endedMillis,
    Optional<String> output,
    Optional<String> problem) {

  /** The status of a merge that has just been asked for. */
  public static MergeStatus accepted(String mergeId, String name) {
    return new MergeStatus(
        mergeId,
        name,
        State.ACCEPTED,
        0,
        0,
        Progress.NONE,
        Progress.NONE,
        Progress.NONE,
        0,
        0,
        0,
        Optional.empty(),
        Optional.empty());
  }

  /** This status once the merge has ended without a result. */
  public MergeStatus ended(State ending, String reason, long atMillis) {
    return new MergeStatus(
        mergeId,
        name,
        ending,
        tensors,
        shards,
        staging,
        merging,
        sealing,
        bytesRead,
        startedMillis,
        atMillis,
        output,
        Optional.of(reason));
  }

  /**
   * What is known once a later-sent or concurrent status is heard: services tell of their own part
   * of a merge, so the further of each figure counts. An ended merge stays so until it is accepted
   * anew.
   */
  public MergeStatus advancedBy(MergeStatus other) {
    if (other.state == State.ACCEPTED && state.ended()) {
      return other;
    }
    if (state.ended()) {
      return this;
    }
    return new MergeStatus(
        mergeId,
        name,
        other.state.compareTo(state) > 0 ? other.state : state,
        Math.max(tensors, other.tensors),
        Math.max(shards, other.shards),
        staging.furtherOf(other.staging),
        merging.furtherOf(other.merging),
        sealing.furtherOf(other.sealing),
        Math.max(bytesRead, other.bytesRead),
        Math.max(startedMillis, other.startedMillis),
        Math.max(endedMillis, other.endedMillis),
        other.output.or(() -> output),
        other.problem.or(() -> problem));
  }

  /** The course of a merge; the last three end it. */
  public enum State {
    ACCEPTED,
    MERGING,
    SEALING,
    COMPLETED,
    FAILED,
    CANCELLED;

    public boolean ended() {
      return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
  }

  /** Bytes done of bytes to do. */
  public record Progress(long done, long total) {
    public static final Progress NONE = new Progress(0, 0);

    Progress furtherOf(Progress other) {
      return new Progress(Math.max(done, other.done), Math.max(total, other.total));
    }
  }
}
