package io.mergefarm.worker.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What can be set of a merge worker. */
@ConfigMapping(prefix = "mergefarm.worker")
public interface WorkerConfig {

  /** How many parts are merged at the same time. */
  @WithDefault("2")
  int threads();

  /**
   * The bytes of memory for inputs that are not mapped and for parts that are sent. A thread takes
   * some megabytes beside it for what it computes with, and the Java heap is apart.
   */
  @WithDefault("1073741824")
  long memory();

  /**
   * How often a part is delivered before it is given up, as one that kills its workers. Less than
   * the broker's {@code group.share.delivery.count.limit} (5 unless set), at which a record is
   * dropped without a word.
   */
  @WithDefault("4")
  int maxDeliveries();

  /**
   * How long a part may go without progress, that is without reading its inputs or another attempt
   * at storing it, before it is left to another worker. Longer than the store's client is patient
   * ({@code mergefarm.store.s3.patience}).
   */
  @WithDefault("5m")
  Duration stall();

  /**
   * A merge of small tensors, in JSON as plans have it, that is computed and so compiled while the
   * worker starts; absent: none.
   */
  Optional<String> warmUp();
}
