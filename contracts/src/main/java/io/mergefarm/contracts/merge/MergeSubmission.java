package io.mergefarm.contracts.merge;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.event.MergeRequested;

/**
 * A merge as clients ask for it.
 *
 * @param name what people call the merge: the recipe's file name without its ending
 * @param recipe the recipe's YAML
 */
public record MergeSubmission(String name, String recipe, MergeOptions options) {

  public String mergeId() {
    return MergeId.of(name, recipe, options);
  }

  /**
   * The event that asks for the merge.
   *
   * @param requestId unique to this asking
   */
  public MergeRequested request(String requestId) {
    return new MergeRequested(requestId, mergeId(), name, recipe, options);
  }
}
