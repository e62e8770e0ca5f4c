package io.mergefarm.contracts.merge;

import io.mergefarm.contracts.event.MergeStatus;

/**
 * How a merge ended.
 *
 * @param reason for people; where the output lies, if it was completed
 */
public record Ending(MergeStatus.State state, String reason) {}
