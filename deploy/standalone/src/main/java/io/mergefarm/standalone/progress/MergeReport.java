package io.mergefarm.standalone.progress;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.json.ContractJson;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a completed merge took, for programs.
 *
 * @param startMillis from the start of the process to the plan, whose events come next
 * @param mergeMillis from the plan to the finished checkpoint
 * @param wholeMillis from the start of the process until now
 * @param bytesRead of stored tensors
 * @param bytesWritten of shards
 * @param peakMemory the most memory that the process was seen to hold of its own, in bytes
 */
public record MergeReport(
    long startMillis,
    long mergeMillis,
    long wholeMillis,
    long bytesRead,
    long bytesWritten,
    long peakMemory) {

  /** The report of a merge that has ended in this process. */
  public static MergeReport of(MergeStatus end, long peakMemory) {
    RuntimeMXBean process = ManagementFactory.getRuntimeMXBean();
    return new MergeReport(
        end.startedMillis() - process.getStartTime(),
        end.endedMillis() - end.startedMillis(),
        process.getUptime(),
        end.bytesRead(),
        end.sealing().total(),
        peakMemory);
  }

  /** Reads what {@link #write} wrote. */
  public static MergeReport read(Path file) throws IOException {
    return ContractJson.mapper().readValue(Files.readAllBytes(file), MergeReport.class);
  }

  /** Writes the report as JSON. */
  public void write(Path file) throws IOException {
    Files.write(file, ContractJson.mapper().writeValueAsBytes(this));
  }
}
