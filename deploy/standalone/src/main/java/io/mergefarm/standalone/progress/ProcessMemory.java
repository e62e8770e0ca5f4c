package io.mergefarm.standalone.progress;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The most memory that this process was seen to hold of its own: anonymous resident memory, mapped
 * files apart. Where the system does not tell, what the JVM has committed.
 */
public final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ANONYMOUS = "RssAnon:";

  private final MemoryMXBean jvm = ManagementFactory.getMemoryMXBean();
  private long peak;

  /** Looks how much there is now. */
  public void sample() {
    peak = Math.max(peak, anonymous().orElseGet(this::committed));
  }

  /** In bytes. */
  public long peak() {
    return peak;
  }

  private static Optional<Long> anonymous() {
    if (!Files.isReadable(STATUS)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(ANONYMOUS))
          .map(line -> line.substring(ANONYMOUS.length()).replace("kB", "").strip())
          .map(kilobytes -> Long.parseLong(kilobytes) * 1024)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private long committed() {
    return jvm.getHeapMemoryUsage().getCommitted() + jvm.getNonHeapMemoryUsage().getCommitted();
  }
}
