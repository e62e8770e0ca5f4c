package io.mergefarm.planner.planning;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Name and version of this software, as the build wrote them. */
public final class Software {

  private static final String RESOURCE = "software.properties";

  private Software() {}

  /** Such as {@code mergefarm 0.1.0}. */
  public static String current() {
    Properties properties = new Properties();
    try (InputStream in = Software.class.getResourceAsStream(RESOURCE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks " + RESOURCE, e);
    }
    return "mergefarm " + properties.getProperty("version");
  }
}
