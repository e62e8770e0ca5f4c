package io.mergefarm.standalone.lora;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that appears under its name complete, or not at all. */
public final class NewFolder implements AutoCloseable {

  private final Path folder;
  private final Path work;

  private NewFolder(Path folder, Path work) {
    this.folder = folder;
    this.work = work;
  }

  /**
   * Begins a folder, beside its place.
   *
   * @throws ExtractionException if there is something in that place
   */
  public static NewFolder of(Path place) throws IOException, ExtractionException {
    Path folder = place.toAbsolutePath().normalize();
    if (Files.exists(folder) && !empty(folder)) {
      throw new ExtractionException(place + " is not an empty folder; choose another --out");
    }
    Files.createDirectories(folder.getParent());
    String name = ".%s.partial-%d".formatted(folder.getFileName(), ProcessHandle.current().pid());
    return new NewFolder(folder, Files.createDirectory(folder.resolveSibling(name)));
  }

  private static boolean empty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isEmpty();
    }
  }

  /** Where its files are written. */
  public Path work() {
    return work;
  }

  /** Gives it its name. */
  public void finish() throws IOException {
    Files.deleteIfExists(folder);
    Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes what was not finished. */
  @Override
  public void close() throws IOException {
    if (!Files.exists(work)) {
      return;
    }
    try (Stream<Path> files = Files.walk(work)) {
      files.sorted(Comparator.reverseOrder()).forEach(NewFolder::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
