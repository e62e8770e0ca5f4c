package io.mergefarm.worker.evaluation;

import java.io.IOException;

/** The files that stored tensors lie in. */
interface SourceBytes {

  /** What a file is called in digests and messages. */
  String name(int file);

  /**
   * Opens a file, or goes on with an open one.
   *
   * @param file its place in the table that came with the expression
   */
  ByteReader open(int file) throws IOException;
}
