package io.mergefarm.standalone.bench;

import io.mergefarm.standalone.progress.MergeReport;
import java.time.Duration;

/**
 * One merge in a process of its own.
 *
 * @param report what the process says of it
 * @param whole from the start of the process to its end
 * @param peakMemory the most that the process held of its own, in bytes
 */
record MergeRun(MergeReport report, Duration whole, long peakMemory) {

  /** As many bytes as a copy reads when it reads and writes as many as the merge did. */
  long copyBytes() {
    return (report.bytesRead() + report.bytesWritten()) / 2;
  }
}
