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
    Optional<String> output,
    Optional<String> problem) {

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
  }
}
