package io.mergefarm.fetcher.wiring;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** What can be set of a fetcher. */
@ConfigMapping(prefix = "mergefarm.fetcher")
public interface FetcherConfig {

  /**
   * Whether the files of folders are copied into the store; otherwise workers read them in place,
   * so they need the same folders. Where this is not set, they are copied unless the store is a
   * folder itself.
   */
  Optional<Boolean> copyFolders();
}
