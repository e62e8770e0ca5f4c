package io.mergefarm.worker.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What can be set of a merge worker. */
@ConfigMapping(prefix = "mergefarm.worker")
public interface WorkerConfig {

  /** How many parts are merged at the same time; the channel's thread pool has this size. */
  @WithDefault("2")
  int threads();

  /**
   * The bytes of memory for inputs that are not mapped and for parts that are sent. A thread takes
   * some megabytes beside it for what it computes with, and the Java heap is apart.
   */
  @WithDefault("1073741824")
  long memory();

  /**
   * How often a part is delivered before it is given up; not more than the broker's {@code
   * group.share.delivery.count.limit}, which drops a record without a word.
   */
  @WithDefault("5")
  int maxDeliveries();

  /** How long a failed part waits for its next delivery, times the deliveries it had. */
  @WithDefault("500ms")
  Duration retryPause();

  /** Merge methods that are compiled while the worker starts; absent: none. */
  Optional<List<String>> warmUp();
}
