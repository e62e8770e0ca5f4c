package io.mergefarm.contracts.source;

import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/** Opens the files of sources, in place or staged. */
public interface SourceFiles {

  /**
   * Opens a file for ranged reads.
   *
   * @throws SourceChangedException if it is gone or has another size than when it was indexed
   */
  ObjectReader open(SourceFile file) throws IOException;

  /** The whole content of a file that is known to be small. */
  default byte[] read(SourceFile file) throws IOException {
    try (Arena arena = Arena.ofConfined();
        ObjectReader reader = open(file)) {
      return reader.read(0, arena.allocate(file.size())).toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
