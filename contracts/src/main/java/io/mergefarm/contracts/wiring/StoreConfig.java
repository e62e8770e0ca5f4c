package io.mergefarm.contracts.wiring;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Where the object store is. */
@ConfigMapping(prefix = "mergefarm.store")
public interface StoreConfig {

  /** The folder of the local object store. */
  Path folder();
}
