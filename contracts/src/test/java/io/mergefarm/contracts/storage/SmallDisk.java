package io.mergefarm.contracts.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory of a few megabytes, for tests of what happens when it is full. */
public record SmallDisk(Path path) implements AutoCloseable {

  /** Mounts one, or skips the test where that is not possible. */
  public static SmallDisk mount(Path path, long bytes) throws IOException {
    Files.createDirectories(path);
    assumeTrue(
        Files.isExecutable(Path.of("/bin/mount")) || Files.isExecutable(Path.of("/usr/bin/mount")),
        "a small disk takes the command mount");
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", path.toString()) == 0,
        "a small disk takes the right to mount one");
    return new SmallDisk(path);
  }

  @Override
  public void close() throws IOException {
    run("umount", path.toString());
  }

  private static int run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.onExit().join().exitValue();
  }
}
