package io.mergefarm.worker.method;

import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** Decides which elements of the task vectors are kept. */
@FunctionalInterface
interface Sparsifier {

  /** Keeps everything. */
  Sparsifier NONE = vectors -> Collections.nCopies(vectors.count(), Pruning.NONE);

  /**
   * Gathers what it needs to know of the task vectors, in passes over all of them together.
   *
   * @return what is done to each task vector
   * @throws IOException if an input can not be read
   */
  List<Pruning> prune(TaskVectors vectors) throws IOException;
}
