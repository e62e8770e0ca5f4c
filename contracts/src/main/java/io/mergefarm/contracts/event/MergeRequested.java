package io.mergefarm.contracts.event;

/**
 * A client wants a merge. Asking again for the same merge goes on from what is done.
 *
 * @param requestId unique to this asking, which tells a client's new request from a repeated event
 * @param mergeId chosen by the client or derived from recipe and options
 * @param name what people call the merge: the recipe's file name without its ending
 * @param recipe the recipe's YAML
 */
public record MergeRequested(
    String requestId, String mergeId, String name, String recipe, MergeOptions options)
    implements Event {

  @Override
  public String key() {
    return mergeId;
  }
}
