package io.mergefarm.fetcher.checkpoint;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of a checkpoint.
 *
 * @param model as the recipe names it
 * @param path absolute, without symbolic links
 * @param file the only file that counts, where a recipe names one
 */
record CheckpointFolder(String model, Path path, Optional<String> file) {

  /** Whether a file of the folder belongs to the checkpoint. */
  boolean has(Path entry) {
    return file.map(name -> name.equals(entry.getFileName().toString())).orElse(true);
  }

  CheckpointException problem(String problem) {
    return problem(problem, null);
  }

  CheckpointException problem(String problem, Throwable cause) {
    return new CheckpointException(model, problem, cause);
  }
}
