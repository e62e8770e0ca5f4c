package io.mergefarm.cluster;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a local cluster is made of.
 *
 * @param folder for the broker's data, the store, logs and the configuration
 * @param firstPort the planner's; the broker, the other services and the workers take those that
 *     follow
 * @param workers how many worker processes there are
 * @param threads of each worker
 * @param settings of the services beside those that the cluster makes
 * @param javaOptions of every process
 */
public record ClusterSettings(
    Path folder,
    int firstPort,
    int workers,
    int threads,
    Map<String, String> settings,
    String javaOptions) {

  public ClusterSettings {
    settings = Map.copyOf(settings);
    if (workers < 1 || threads < 1) {
      throw new IllegalArgumentException("a farm has a worker with a thread at least");
    }
  }
}
