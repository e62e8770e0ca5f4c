package io.mergefarm.fetcher.checkpoint;

import java.nio.file.Path;

/**
 * The folder of a checkpoint.
 *
 * @param model as the recipe names it
 * @param path absolute, without symbolic links
 */
record CheckpointFolder(String model, Path path) {

  CheckpointException problem(String problem) {
    return problem(problem, null);
  }

  CheckpointException problem(String problem, Throwable cause) {
    return new CheckpointException(model, problem, cause);
  }
}
