package io.mergefarm.worker.evaluation;

/** A part can not be merged, however often it is tried: its data or its plan is to blame. */
public final class MergeFailureException extends Exception {

  private final String tensor;

  /**
   * @param tensor the output tensor, empty where none is to blame
   * @param reason what is wrong, where, and what to do, for people
   */
  public MergeFailureException(String tensor, String reason, Throwable cause) {
    super(tensor.isEmpty() ? reason : "tensor " + tensor + ": " + reason, cause);
    this.tensor = tensor;
  }

  /** The output tensor, empty where none is to blame. */
  public String tensor() {
    return tensor;
  }
}
