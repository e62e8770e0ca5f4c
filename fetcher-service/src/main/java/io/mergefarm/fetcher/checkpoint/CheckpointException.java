package io.mergefarm.fetcher.checkpoint;

/**
 * A checkpoint can not be used; trying again does not help. The message is for the person who wrote
 * the recipe: it begins with the model and ends with what to do.
 */
public final class CheckpointException extends Exception {

  private static final int LONGEST = 2_000;

  CheckpointException(String model, String problem, Throwable cause) {
    super(presentable("model " + model + ": " + problem), cause);
  }

  /** Messages quote names from files, which may be of any length and hold any character. */
  private static String presentable(String message) {
    String shown = message.replaceAll("\\p{Cntrl}", "?");
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "...";
  }
}
