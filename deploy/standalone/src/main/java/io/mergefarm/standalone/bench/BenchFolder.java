package io.mergefarm.standalone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a benchmark works: in memory where the system has a folder that lies there, so that disks
 * are not what is measured.
 */
record BenchFolder(Path path) {

  /** What copies and outputs take besides the inputs, in checkpoints. */
  private static final int ROOM_FOR_OUTPUTS = 2;

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final String NAME = "mergefarm-bench";

  static BenchFolder in(Optional<Path> wanted) {
    Path parent = Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    return new BenchFolder(wanted.orElse(parent.resolve(NAME)).toAbsolutePath().normalize());
  }

  /**
   * Makes the folder.
   *
   * @param missing how many input checkpoints are still to be made
   * @throws IOException if the file system has no room for them and for what is written later
   */
  void prepare(int missing, long checkpointBytes) throws IOException {
    Files.createDirectories(path);
    long needed = Math.multiplyExact(missing + ROOM_FOR_OUTPUTS, checkpointBytes);
    long free = Files.getFileStore(path).getUsableSpace();
    if (free < needed) {
      throw new IOException(
          "no space left: the benchmark needs %d bytes in %s and %d are free; make room there, or choose another folder with --work"
              .formatted(needed, path, free));
    }
  }
}
