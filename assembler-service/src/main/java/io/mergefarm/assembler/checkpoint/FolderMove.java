package io.mergefarm.assembler.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** Renames a folder at once. */
@FunctionalInterface
interface FolderMove {

  /**
   * Renames.
   *
   * @param to does not exist
   * @throws java.nio.file.AtomicMoveNotSupportedException if it lies on another file system
   */
  void move(Path from, Path to) throws IOException;
}
