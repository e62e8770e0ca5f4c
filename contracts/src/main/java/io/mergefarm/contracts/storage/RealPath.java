package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where paths lead. */
public final class RealPath {

  private RealPath() {}

  /**
   * The absolute path with all links resolved, as far as it exists.
   *
   * @throws java.nio.file.NoSuchFileException if it leads over a link to something that does not
   *     exist
   */
  public static Path of(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path existing = absolute;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = existing.getParent();
    }
    return existing.toRealPath().resolve(existing.relativize(absolute)).normalize();
  }
}
