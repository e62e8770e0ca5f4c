package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.util.List;

/**
 * There is no room left in a store. Other than most errors of a store, it does not pass by itself:
 * somebody has to make room.
 */
public final class StorageFullException extends IOException {

  private static final long serialVersionUID = 1;

  /** How operating systems say it. */
  private static final List<String> SAYINGS =
      List.of(
          "No space left on device",
          "Disk quota exceeded",
          "There is not enough space on the disk");

  /**
   * A full store.
   *
   * @param what was to be written, and how much is missing if that is known
   */
  public StorageFullException(String what, Throwable cause) {
    super("no space left: " + what + "; make room there, or choose another folder", cause);
  }

  /** Whether an error of the operating system means that there is no room. */
  static boolean isCauseOf(IOException error) {
    String message = String.valueOf(error.getMessage());
    return SAYINGS.stream().anyMatch(message::contains);
  }
}
