package io.mergefarm.contracts.event;

/** A record is no event; trying again does not help. */
public final class MalformedEventException extends Exception {

  public MalformedEventException(String message) {
    super(message);
  }

  public MalformedEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
