package io.mergefarm.contracts.event;

/** A client no longer wants a merge. */
public record MergeCancelRequested(String mergeId) implements Event {

  @Override
  public String key() {
    return mergeId;
  }
}
