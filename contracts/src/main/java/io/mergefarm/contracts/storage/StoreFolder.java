package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.UUID;

/**
 * The folder of a local store: where the file of a key lies, and how a file appears there at once.
 *
 * <p>No key leads out of the folder. The last segment is never followed as a link, and a link among
 * the folders above it only where it ends inside. Who can write to the folder while a key is
 * resolved could still swap a folder for a link.
 */
final class StoreFolder {

  private static final String STAGING = ".uploads";

  private final Path root;
  private final Path staging;

  StoreFolder(Path root) throws IOException {
    Files.createDirectories(root);
    this.root = root.toRealPath();
    this.staging = Files.createDirectories(this.root.resolve(STAGING));
  }

  /** Where what is not complete yet lies, on the same file system. */
  Path staging() {
    return staging;
  }

  /** A name in the staging folder that nothing has. */
  Path temporary() {
    return staging.resolve(UUID.randomUUID() + ".tmp");
  }

  /** The attributes of an object's file, or empty where there is no such object. */
  Optional<BasicFileAttributes> find(ObjectKey key) throws IOException {
    Path path = path(key);
    if (!Files.isDirectory(path.getParent())) {
      return Optional.empty();
    }
    try {
      return Optional.of(
              Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))
          .filter(BasicFileAttributes::isRegularFile);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The path of an object that exists. */
  Path existing(ObjectKey key) throws IOException {
    if (find(key).isEmpty()) {
      throw new NoSuchFileException(root.resolve(key.value()).toString(), null, "no such object");
    }
    return path(key);
  }

  /**
   * The path of a key, whether or not something is there.
   *
   * @throws IllegalArgumentException if the key begins with a dot, as the store's own files do
   * @throws FileSystemException if a link leads out of the store
   */
  Path path(ObjectKey key) throws IOException {
    if (key.value().startsWith(".")) {
      throw new IllegalArgumentException("no object key begins with a dot: " + key);
    }
    Path path = root.resolve(key.value());
    Path ancestor = path.getParent();
    while (!Files.exists(ancestor, LinkOption.NOFOLLOW_LINKS)) {
      ancestor = ancestor.getParent();
    }
    if (!ancestor.toRealPath().startsWith(root)) {
      throw new FileSystemException(
          ancestor.toString(), null, "leads out of the object store " + root);
    }
    return path;
  }

  URI address(ObjectKey key) {
    return root.resolve(key.value()).toUri();
  }

  /** The key of a file in this folder. */
  ObjectKey key(Path file) {
    return new ObjectKey(root.relativize(file).toString().replace('\\', '/'));
  }

  /** Lets a complete staged file appear under a key, in place of what was there. */
  void publish(Path staged, ObjectKey key) throws IOException {
    Path target = path(key);
    try {
      Files.createDirectories(target.getParent());
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw naming(target, e);
    }
  }

  /** Makes the name of an object outlast a power failure, where the platform has means for it. */
  void forceParent(ObjectKey key) throws IOException {
    Path parent = path(key).getParent();
    if (Files.getFileStore(parent).supportsFileAttributeView("posix")) {
      force(parent);
    }
  }

  /** Makes what a file or folder holds outlast a power failure. */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw naming(path, e);
    }
  }

  /** Names the file in an error of the operating system that does not, such as a full disk. */
  static IOException naming(Path file, IOException e) {
    if (StorageFullException.isCauseOf(e)) {
      return new StorageFullException(file + " can not be written", e);
    }
    if (e instanceof FileSystemException) {
      return e;
    }
    FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
    named.initCause(e);
    return named;
  }
}
