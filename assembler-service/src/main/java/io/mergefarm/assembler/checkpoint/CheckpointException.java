package io.mergefarm.assembler.checkpoint;

/** A checkpoint can not be finished, and trying again does not help; the message is for people. */
public final class CheckpointException extends Exception {

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
