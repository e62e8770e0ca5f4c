package io.mergefarm.contracts.source;

import java.io.IOException;

/** A file of a source is not what it was when it was indexed; trying again does not help. */
public final class SourceChangedException extends IOException {

  public SourceChangedException(String message) {
    super(message);
  }
}
