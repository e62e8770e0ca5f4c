package io.mergefarm.contracts.event;

/** How the staging of a checkpoint went, told to each merge that asked for it. */
public sealed interface SourceEvent extends Event {

  /** The model reference as the recipe writes it. */
  String model();

  @Override
  default String key() {
    return mergeId();
  }

  /**
   * The checkpoint's index lies in the store and all its files can be read.
   *
   * @param sourceId names the index
   * @param bytes of its files
   */
  record SourceStaged(String mergeId, String model, String sourceId, long bytes)
      implements SourceEvent {}

  /**
   * The checkpoint can not be used.
   *
   * @param reason what is wrong and what to do, for people
   */
  record SourceFailed(String mergeId, String model, String reason) implements SourceEvent {}
}
