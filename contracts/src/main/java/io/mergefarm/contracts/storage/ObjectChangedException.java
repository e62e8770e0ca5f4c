package io.mergefarm.contracts.storage;

import java.io.IOException;

/** An object is no longer the one that was opened; opening it again gives the present one. */
public final class ObjectChangedException extends IOException {

  public ObjectChangedException(String message) {
    super(message);
  }
}
