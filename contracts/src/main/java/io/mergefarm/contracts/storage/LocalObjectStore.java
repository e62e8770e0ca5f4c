package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * An object store in a folder, for any number of threads and processes. The object of a key is the
 * file of that name; it comes there by an atomic rename, so it is complete or absent, also when the
 * disk is full or the process is killed.
 *
 * <p>An upload is one sparse file of the object's full size, which its parts are written into, each
 * in its place, and which completing renames. Parts are tagged with the CRC-32C of their bytes. Two
 * writers of the same part at the same time must write the same bytes, as those of a merge do.
 *
 * <p>Completed uploads are forced to the disk, small objects and parts are not: they outlive the
 * death of any process, but those of the last seconds not a power failure.
 *
 * <p>Other than in a bucket, a key can not go on below the key of another object, and the first
 * segment of a key does not begin with a dot.
 */
public final class LocalObjectStore implements ObjectStore {

  private final StoreFolder folder;

  /**
   * A store in a folder, which is made where there is none.
   *
   * @param root on a file system that renames atomically
   */
  public LocalObjectStore(Path root) throws IOException {
    this.folder = new StoreFolder(root);
  }

  @Override
  public URI address(ObjectKey key) {
    return folder.address(key);
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws IOException {
    return folder.find(key).map(attributes -> new ObjectStat(key, attributes.size()));
  }

  @Override
  public ObjectReader open(ObjectKey key) throws IOException {
    return MappedFile.open(folder.existing(key), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<byte[]> get(ObjectKey key, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(folder.existing(key), LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new IOException("object " + key + " has more than " + maxBytes + " bytes");
      }
      return Optional.of(content);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void put(ObjectKey key, byte[] content) throws IOException {
    appear(key, staged -> Files.write(staged, content));
  }

  @Override
  public List<ObjectStat> list(ObjectKey prefix) throws IOException {
    Lister lister = new Lister();
    Path top = folder.path(prefix);
    if (Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(top, lister);
    }
    return lister.found.stream().sorted(Comparator.comparing(ObjectStat::key)).toList();
  }

  @Override
  public void copy(ObjectKey from, ObjectKey to) throws IOException {
    Path source = folder.existing(from);
    appear(to, staged -> Files.copy(source, staged, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public void delete(ObjectKey key) throws IOException {
    if (folder.find(key).isPresent()) {
      Files.deleteIfExists(folder.path(key));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws StorageFullException if the file system has less free space than the object needs
   */
  @Override
  public Upload createUpload(ObjectKey key, long size) throws IOException {
    if (size < 0) {
      throw new IllegalArgumentException("no object has " + size + " bytes");
    }
    Path target = folder.path(key);
    long free = Files.getFileStore(folder.staging()).getUsableSpace();
    if (size > free) {
      throw new StorageFullException(
          "%s needs %d bytes and the disk has %d bytes free".formatted(target, size, free), null);
    }
    Upload upload = new Upload(key, UUID.randomUUID().toString().replace("-", ""), size);
    UploadFolder.create(folder, upload);
    return upload;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IndexOutOfBoundsException if the range does not lie in the object
   * @throws IOException if the content has more or fewer bytes than the range
   */
  @Override
  public UploadedPart uploadPart(Upload upload, PartRange range, PartContent content)
      throws IOException {
    Objects.checkFromIndexSize(range.offset(), range.length(), upload.size());
    return UploadFolder.open(folder, upload).write(range, content);
  }

  @Override
  public List<UploadedPart> listParts(Upload upload) throws IOException {
    return UploadFolder.open(folder, upload).parts().stream().map(StoredPart::uploaded).toList();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if the parts are not those that are stored, or do not fill the object
   */
  @Override
  public void completeUpload(Upload upload, List<UploadedPart> parts) throws IOException {
    UploadFolder uploaded = UploadFolder.open(folder, upload);
    try {
      StoreFolder.force(uploaded.data());
      PartsCheck.check(upload, parts, uploaded.parts());
      folder.publish(uploaded.data(), upload.key());
    } catch (NoSuchFileException e) {
      throw uploaded.gone(e);
    }
    folder.forceParent(upload.key());
    uploaded.delete();
  }

  @Override
  public void abortUpload(Upload upload) throws IOException {
    try {
      UploadFolder.open(folder, upload).delete();
    } catch (NoSuchUploadException | NoSuchFileException e) {
      // Completed or aborted by somebody else: what is wanted is so.
    }
  }

  @Override
  public void abortUploads(ObjectKey key) throws IOException {
    for (Upload upload : UploadFolder.uploads(folder)) {
      if (upload.key().equals(key)) {
        abortUpload(upload);
      }
    }
  }

  private void appear(ObjectKey key, Writing writing) throws IOException {
    Path staged = folder.temporary();
    try {
      writing.writeTo(staged);
      folder.publish(staged, key);
    } catch (IOException e) {
      throw StoreFolder.naming(folder.path(key), e);
    } finally {
      Files.deleteIfExists(staged);
    }
  }

  /** Makes a new file. */
  @FunctionalInterface
  private interface Writing {
    void writeTo(Path staged) throws IOException;
  }

  /** Collects the objects below a folder; those that vanish meanwhile are passed over. */
  private final class Lister extends SimpleFileVisitor<Path> {

    private final List<ObjectStat> found = new ArrayList<>();

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        found.add(new ObjectStat(folder.key(file), attributes.size()));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
