package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one upload: the {@code data} file in its full size, a marker in {@code parts} for
 * each part whose bytes are there, and {@code upload}, which says what object it is for.
 */
final class UploadFolder {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern IDENTITY = Pattern.compile("([0-9]{1,19}) (.+)\\n");

  private final StoreFolder store;
  private final Upload upload;
  private final Path folder;

  private UploadFolder(StoreFolder store, Upload upload) {
    this.store = store;
    this.upload = upload;
    this.folder = store.staging().resolve(upload.id());
  }

  static void create(StoreFolder store, Upload upload) throws IOException {
    UploadFolder created = new UploadFolder(store, upload);
    try {
      Files.createDirectories(created.folder.resolve("parts"));
      created.reserve();
    } catch (IOException e) {
      if (Files.exists(created.folder)) {
        created.delete();
      }
      throw StoreFolder.naming(created.data(), e);
    }
  }

  /**
   * The folder of an upload under way.
   *
   * @throws NoSuchUploadException if there is none, or it is of another object
   */
  static UploadFolder open(StoreFolder store, Upload upload) throws IOException {
    if (!ID.matcher(upload.id()).matches()) {
      throw new NoSuchUploadException(upload);
    }
    UploadFolder found = new UploadFolder(store, upload);
    try {
      if (Files.exists(found.data())
          && Files.readString(found.identity()).equals(found.identityText())) {
        return found;
      }
    } catch (NoSuchFileException e) {
      throw found.gone(e);
    }
    throw new NoSuchUploadException(upload);
  }

  /** All uploads under way; those that end meanwhile are passed over. */
  static List<Upload> uploads(StoreFolder store) throws IOException {
    List<Upload> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(store.staging())) {
      for (Path folder : folders) {
        String id = folder.getFileName().toString();
        if (ID.matcher(id).matches()) {
          identify(id, folder.resolve("upload")).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private static Optional<Upload> identify(String id, Path identity) throws IOException {
    try {
      Matcher matcher = IDENTITY.matcher(Files.readString(identity));
      return matcher.matches()
          ? Optional.of(
              new Upload(new ObjectKey(matcher.group(2)), id, Long.parseLong(matcher.group(1))))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The file that becomes the object. */
  Path data() {
    return folder.resolve("data");
  }

  /**
   * Writes a part. While that goes on an earlier one of the number does not count as stored, so
   * that a crash never leaves the marker of one beside bytes of the other.
   */
  UploadedPart write(PartRange range, PartContent content) throws IOException {
    Files.deleteIfExists(marker(range.number()));
    StoredPart part;
    try (FileChannel channel = openData()) {
      PartWriter writer = new PartWriter(data(), channel, range);
      content.writeTo(writer);
      part = new StoredPart(range, writer.finish());
    }
    mark(part);
    return part.uploaded();
  }

  /** The parts that are stored, ordered by number. */
  List<StoredPart> parts() throws IOException {
    List<StoredPart> parts = new ArrayList<>();
    try (DirectoryStream<Path> markers = Files.newDirectoryStream(folder.resolve("parts"))) {
      for (Path marker : markers) {
        parts.add(StoredPart.parse(marker, Files.readString(marker)));
      }
    } catch (NoSuchFileException e) {
      throw gone(e);
    }
    parts.sort(Comparator.comparingInt(part -> part.range().number()));
    return parts;
  }

  /** Removes the folder: at once for everybody else, then file by file. */
  void delete() throws IOException {
    Path dropped = store.temporary();
    Files.move(folder, dropped, StandardCopyOption.ATOMIC_MOVE);
    try (Stream<Path> tree = Files.walk(dropped)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  NoSuchUploadException gone(NoSuchFileException cause) {
    NoSuchUploadException gone = new NoSuchUploadException(upload);
    gone.initCause(cause);
    return gone;
  }

  private void reserve() throws IOException {
    Files.writeString(identity(), identityText());
    try (RandomAccessFile data = new RandomAccessFile(data().toFile(), "rw")) {
      data.setLength(upload.size());
    }
  }

  private FileChannel openData() throws IOException {
    try {
      return FileChannel.open(data(), StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      throw gone(e);
    }
  }

  private void mark(StoredPart part) throws IOException {
    Path staged = store.temporary();
    try {
      Files.writeString(staged, part.text());
      Files.move(staged, marker(part.range().number()), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      throw gone(e);
    } catch (IOException e) {
      throw StoreFolder.naming(staged, e);
    } finally {
      Files.deleteIfExists(staged);
    }
  }

  private Path marker(int number) {
    return folder.resolve("parts").resolve(String.valueOf(number));
  }

  private Path identity() {
    return folder.resolve("upload");
  }

  private String identityText() {
    return upload.size() + " " + upload.key() + "\n";
  }
}
