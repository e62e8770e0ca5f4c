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

  /** The place of a merge; a link means the folder that it leads to. */
  static WorkFolder beside(Path folder) throws IOException {
    Path out = folder.toAbsolutePath().normalize();
    Path real = Files.exists(out) ? out.toRealPath() : out;
    return new WorkFolder(out, real.resolveSibling("." + real.getFileName() + ".mergefarm"));
  }

  /** Why nothing can be written to the output folder, if so. */
  Optional<String> objection(boolean overwrite) throws IOException {
    if (Files.isSymbolicLink(out) && !Files.exists(out)) {
      return Optional.of(
          out
              + " is a link to something that does not exist; remove it or name a folder with --out");
    }
    for (Path path = out; path != null; path = path.getParent()) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        return Optional.of(path + " is a file; name a folder with --out");
      }
    }
    if (Files.isDirectory(out) && Path.of("").toRealPath().startsWith(out.toRealPath())) {
      return Optional.of(
          out + " is the working folder, or holds it; name a folder in it or elsewhere with --out");
    }
    return overwrite || !Files.isDirectory(out) ? Optional.empty() : contentObjection();
  }

  private Optional<String> contentObjection() throws IOException {
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
