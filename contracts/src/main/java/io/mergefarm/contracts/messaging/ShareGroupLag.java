package io.mergefarm.contracts.messaging;

import io.mergefarm.contracts.event.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;

/** How many parts wait for a worker or are being merged: the figure that workers scale with. */
@ApplicationScoped
public class ShareGroupLag {

  private final TopicNames names;

  public ShareGroupLag(TopicNames names) {
    this.names = names;
  }

  /** The parts that no worker has acknowledged; 0 while the share group does not exist. */
  public long read(Admin admin) throws IOException, InterruptedException {
    try {
      Map<TopicPartition, SharePartitionOffsetInfo> offsets =
          admin
              .listShareGroupOffsets(Map.of(names.workers(), new ListShareGroupOffsetsSpec()))
              .partitionsToOffsetInfo(names.workers())
              .get();
      return offsets.entrySet().stream()
          .filter(entry -> entry.getKey().topic().equals(names.of(Topic.TENSOR_MERGE_REQUESTS)))
          .filter(entry -> entry.getValue() != null)
          .mapToLong(entry -> entry.getValue().lag().orElse(0L))
          .sum();
    } catch (ExecutionException e) {
      throw new IOException(
          "the lag of share group " + names.workers() + ": " + e.getCause().getMessage(), e);
    }
  }
}
