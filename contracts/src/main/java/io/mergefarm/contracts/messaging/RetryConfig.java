package io.mergefarm.contracts.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How services deal with a store or a broker that is away. */
@ConfigMapping(prefix = "mergefarm.retry")
public interface RetryConfig {

  /**
   * How long an event that fails for the moment is tried again, with pauses that grow to 20
   * seconds, before it goes to the dead letters and its merge fails.
   */
  @WithDefault("15m")
  Duration patience();
}
