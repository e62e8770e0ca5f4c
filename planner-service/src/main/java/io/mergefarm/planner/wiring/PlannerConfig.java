package io.mergefarm.planner.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What can be set of a planner. */
@ConfigMapping(prefix = "mergefarm.planner")
public interface PlannerConfig {

  /**
   * How many parts an output is cut into, about, where a request does not say how large they are:
   * several for each worker. Parts are 32 MiB or more, unless {@code
   * mergefarm.planner.largest-part} is less. All planners of a farm need the same.
   */
  @WithDefault("16")
  int parts();

  /**
   * The most bytes of a part, where a request does not say how large parts are. Workers hold parts
   * in memory that they send to a bucket.
   */
  @WithDefault("134217728")
  long largestPart();
}
