package io.mergefarm.contracts.source;

import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;

/** Opens the files of sources, in place or staged. */
public interface SourceFiles {

  /**
   * Opens a file for ranged reads.
   *
   * @throws SourceChangedException if it is gone or has another size than when it was indexed
   */
  ObjectReader open(SourceFile file) throws IOException;
}
