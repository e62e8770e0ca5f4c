package io.mergefarm.standalone.progress;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * The most memory that this process was seen to hold of its own. Where the system does not tell,
 * what the JVM has committed.
 */
public final class ProcessMemory {

  private final MemoryMXBean jvm = ManagementFactory.getMemoryMXBean();
  private long peak;

  /** Looks how much there is now. */
  public void sample() {
    peak = Math.max(peak, ResidentMemory.own("self").orElseGet(this::committed));
  }

  /** In bytes. */
  public long peak() {
    return peak;
  }

  private long committed() {
    return jvm.getHeapMemoryUsage().getCommitted() + jvm.getNonHeapMemoryUsage().getCommitted();
  }
}
