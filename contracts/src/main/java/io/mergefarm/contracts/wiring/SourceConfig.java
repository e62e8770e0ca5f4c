package io.mergefarm.contracts.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** How the files of sources are read that do not lie on this machine. */
@ConfigMapping(prefix = "mergefarm.sources")
public interface SourceConfig {

  /** Blocks on the local disk, for later merges and other processes of this machine. */
  Cache cache();

  /** A cache, used where its folder is set. */
  interface Cache {

    /** Its folder, which several processes may share. */
    Optional<Path> folder();

    /** The most bytes of its files. */
    @WithDefault("21474836480")
    long size();
  }
}
