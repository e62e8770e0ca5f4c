package io.mergefarm.standalone.doctor;

/**
 * What a check has found.
 *
 * @param subject what was checked
 * @param text how it is
 * @param advice what to do, empty where all is well
 */
public record Finding(Level level, String subject, String text, String advice) {

  /** How bad it is. */
  public enum Level {
    OK,
    /** It works, but not as well or as safely as it could. */
    WARNING,
    /** Merges would fail. */
    ERROR
  }

  static Finding ok(String subject, String text) {
    return new Finding(Level.OK, subject, text, "");
  }

  static Finding warning(String subject, String text, String advice) {
    return new Finding(Level.WARNING, subject, text, advice);
  }

  static Finding error(String subject, String text, String advice) {
    return new Finding(Level.ERROR, subject, text, advice);
  }
}
