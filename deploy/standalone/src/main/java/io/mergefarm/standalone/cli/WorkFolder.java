package io.mergefarm.standalone.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a merge into a folder keeps its store: beside that folder, so that the finished checkpoint
 * is renamed and not copied, and an interrupted merge finds what it has done.
 *
 * @param out the output folder
 * @param store the folder of the object store
 */
record WorkFolder(Path out, Path store) {

  static WorkFolder beside(Path folder) {
    Path out = folder.toAbsolutePath().normalize();
    return new WorkFolder(out, out.resolveSibling("." + out.getFileName() + ".mergefarm"));
  }

  /** Why nothing can be written to the output folder, if so. */
  Optional<String> objection(boolean overwrite) throws IOException {
    if (Files.exists(out) && !Files.isDirectory(out)) {
      return Optional.of(out + " is a file; name a folder with --out");
    }
    if (overwrite || !Files.isDirectory(out)) {
      return Optional.empty();
    }
    try (Stream<Path> content = Files.list(out)) {
      return content.findAny().isEmpty()
          ? Optional.empty()
          : Optional.of(out + " is not empty; choose another --out, or replace it by --overwrite");
    }
  }

  /** Removes the store, which is no longer needed once the checkpoint is in its place. */
  void clear() throws IOException {
    Files.walkFileTree(
        store,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
