package io.mergefarm.standalone.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The anonymous resident memory of processes, that is, mapped files apart, as Linux tells it. */
public final class ResidentMemory {

  private static final String ANONYMOUS = "RssAnon:";

  private ResidentMemory() {}

  /**
   * How much a process holds of its own, in bytes; empty where the system does not tell, or the
   * process has ended.
   *
   * @param process its id, or {@code self}
   */
  public static OptionalLong own(String process) {
    Path status = Path.of("/proc", process, "status");
    if (!Files.isReadable(status)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(ANONYMOUS))
          .map(line -> line.substring(ANONYMOUS.length()).replace("kB", "").strip())
          .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
