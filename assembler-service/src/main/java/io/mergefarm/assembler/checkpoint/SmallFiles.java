package io.mergefarm.assembler.checkpoint;

import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import java.io.IOException;

/** Reads the files of sources that fit into memory. */
final class SmallFiles {

  private static final long MAX_BYTES = 256L << 20;

  private final SourceFiles files;

  SmallFiles(SourceFiles files) {
    this.files = files;
  }

  /**
   * The content of a file.
   *
   * @throws CheckpointException if it is larger than any file that goes with a tokenizer
   */
  byte[] read(SourceFile file) throws IOException, CheckpointException {
    if (file.size() > MAX_BYTES) {
      throw new CheckpointException(
          "%s has %d bytes; files beside the weights may have %d. Take it out of the model's folder and start the merge again"
              .formatted(file.uri(), file.size(), MAX_BYTES));
    }
    return files.read(file);
  }
}
