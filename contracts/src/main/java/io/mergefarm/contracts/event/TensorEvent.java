package io.mergefarm.contracts.event;

/** How the merging of a part went. */
public sealed interface TensorEvent extends Event {

  String partId();

  @Override
  default String key() {
    return mergeId();
  }

  /**
   * The part lies in its upload, and its record in the store.
   *
   * @param bytesRead of stored tensors
   * @param bytesWritten the part's length
   */
  record TensorMerged(String mergeId, String partId, long bytesRead, long bytesWritten)
      implements TensorEvent {}

  /**
   * The part can not be merged, however often it is tried.
   *
   * @param tensor the output tensor, empty where none is to blame
   * @param reason what is wrong and what to do, for people
   */
  record TensorMergeFailed(String mergeId, String partId, String tensor, String reason)
      implements TensorEvent {}
}
