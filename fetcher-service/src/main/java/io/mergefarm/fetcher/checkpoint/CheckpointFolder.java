package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.storage.S3Address;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a checkpoint is.
 *
 * @param model as the recipe names it
 * @param location the URI of a folder, absolute and without symbolic links, or of a prefix in a
 *     bucket
 * @param file the only file that counts, where a recipe names one
 */
record CheckpointFolder(String model, URI location, Optional<String> file) {

  /** Whether a file of the folder belongs to the checkpoint. */
  boolean has(Path entry) {
    return file.map(name -> name.equals(entry.getFileName().toString())).orElse(true);
  }

  /** The location as people write it. */
  String place() {
    return "file".equals(location.getScheme())
        ? Path.of(location).toString()
        : S3Address.of(location).toString();
  }

  CheckpointException problem(String problem) {
    return problem(problem, null);
  }

  CheckpointException problem(String problem, Throwable cause) {
    return new CheckpointException(model, problem, cause);
  }
}
