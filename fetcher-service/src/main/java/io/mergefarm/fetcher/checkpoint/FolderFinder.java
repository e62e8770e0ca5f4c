package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.text.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the folder that a recipe means by a model. */
final class FolderFinder {

  private static final Pattern REPOSITORY = Pattern.compile("\\w[\\w.-]*/\\w[\\w.-]*");
  private static final int MOST_SIBLINGS = 10_000;

  private final String model;
  private final Path path;

  /**
   * Prepares to look for a model.
   *
   * @param base what a relative path is resolved against
   */
  FolderFinder(String model, Path base) throws CheckpointException {
    this.model = model;
    if (model.isBlank()) {
      throw problem("the name is empty; name the folder of a checkpoint");
    }
    try {
      this.path = base.resolve(model).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw problem("this can not be a path: " + e.getReason() + "; name the checkpoint's folder");
    }
  }

  CheckpointFolder find() throws CheckpointException, IOException {
    if (Files.isDirectory(path)) {
      return new CheckpointFolder(model, path.toRealPath().toUri(), Optional.empty());
    }
    if (Files.isRegularFile(path) && path.toString().endsWith(Weights.ENDING)) {
      String name = path.getFileName().toString();
      return new CheckpointFolder(model, path.getParent().toRealPath().toUri(), Optional.of(name));
    }
    if (Files.exists(path)) {
      throw problem(
          path + " is a file; name the folder that holds the checkpoint, or a safetensors file");
    }
    if (model.contains("@")) {
      throw problem(
          "revisions (model@revision) are not supported yet;"
              + " download that revision first and name its folder");
    }
    if (REPOSITORY.matcher(model).matches() && !Files.isDirectory(path.getParent())) {
      throw problem(
          "there is no folder %s, and repositories of the Hugging Face Hub are not supported yet;"
                  .formatted(path)
              + " download it first (hf download %s --local-dir FOLDER) and name that folder"
                  .formatted(model));
    }
    throw problem("there is no folder " + path + "; " + advice());
  }

  private String advice() throws IOException {
    return NearestName.of(path.getFileName().toString(), siblings())
        .map(name -> "did you mean " + Path.of(model).resolveSibling(name) + "?")
        .orElse("name the folder that holds the checkpoint");
  }

  private List<String> siblings() throws IOException {
    if (!Files.isDirectory(path.getParent())) {
      return List.of();
    }
    try (Stream<Path> siblings = Files.list(path.getParent())) {
      return siblings
          .limit(MOST_SIBLINGS)
          .filter(Files::isDirectory)
          .map(sibling -> sibling.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private CheckpointException problem(String problem) {
    return new CheckpointException(model, problem, null);
  }
}
