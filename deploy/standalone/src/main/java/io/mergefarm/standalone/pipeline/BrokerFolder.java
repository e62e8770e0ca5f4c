package io.mergefarm.standalone.pipeline;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The temporary folder with the data of the broker in this process. */
public record BrokerFolder(Path path) {

  private static final String PROPERTY = "mergefarm.broker.folder";

  /** Makes the folder of this process. */
  static BrokerFolder create() throws IOException {
    BrokerFolder folder = new BrokerFolder(Files.createTempDirectory("mergefarm-broker-"));
    System.setProperty(PROPERTY, folder.path().toString());
    return folder;
  }

  /**
   * Ends a process that has done its work, with its broker as it stands: services that take leave
   * of a broker which dies with them only cost seconds.
   */
  public static void endProcess(int status) {
    System.out.flush();
    System.err.flush();
    try {
      new BrokerFolder(Path.of(System.getProperty(PROPERTY))).delete();
    } catch (IOException e) {
      System.err.println("mergefarm: temporary files of the broker are left over: " + e);
    }
    ProcessEnd.with(status);
  }

  /** Deletes the folder, in which nothing is written any more but what is about to fail. */
  void delete() throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
