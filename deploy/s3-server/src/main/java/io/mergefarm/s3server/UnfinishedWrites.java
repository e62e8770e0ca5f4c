package io.mergefarm.s3server;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.regex.Pattern;

/**
 * What a server that was killed was writing. S3Proxy writes an object beside its place, under its
 * key and a UUID, gives it its ETag, and moves it there; it lists what was never moved as an object
 * that nobody has put.
 */
final class UnfinishedWrites {

  private static final Pattern NAME =
      Pattern.compile(".+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.DOTALL);

  /** The attribute in which S3Proxy keeps an object's ETag. */
  private static final String ETAG = "user.content-md5";

  private UnfinishedWrites() {}

  /**
   * Deletes them; objects that are whole have ETags, and stay whatever their keys are.
   *
   * @param folder of the buckets, which no server is serving
   */
  static void delete(Path folder) throws IOException {
    if (!Files.getFileStore(folder).supportsFileAttributeView(UserDefinedFileAttributeView.class)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && isUnfinished(file)) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isUnfinished(Path file) throws IOException {
    return NAME.matcher(file.getFileName().toString()).matches()
        && !Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
            .list()
            .contains(ETAG);
  }
}
