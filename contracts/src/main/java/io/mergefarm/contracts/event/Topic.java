package io.mergefarm.contracts.event;

/** The topics, by the names they have before a prefix. */
public enum Topic {
  MERGE_REQUESTS("merge-requests"),
  SOURCE_REQUESTS("source-requests"),
  SOURCE_EVENTS("source-events"),
  TENSOR_MERGE_REQUESTS("tensor-merge-requests"),
  TENSOR_MERGE_EVENTS("tensor-merge-events"),
  MERGE_EVENTS("merge-events"),
  DEAD_LETTERS("dead-letters");

  private final String text;

  Topic(String text) {
    this.text = text;
  }

  /** The name on the broker. */
  public String text() {
    return text;
  }

  /** Whether only the last event of a key is kept for ever. */
  public boolean compacted() {
    return this == MERGE_EVENTS;
  }
}
