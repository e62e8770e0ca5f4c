package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The files directly in a checkpoint's place, at one moment. Links to files are followed, since the
 * cache of the Hugging Face Hub is made of them.
 *
 * @param files ordered by name
 * @param id of the source: of its place and its revision
 * @param revision a digest of the names, sizes and times of the files
 */
record FolderListing(List<SourceFile> files, String id, String revision) {

  private static final int MOST_FILES = 10_000;

  static FolderListing of(CheckpointFolder folder) throws CheckpointException, IOException {
    Path path = Path.of(folder.location());
    List<SourceFile> files = new ArrayList<>();
    ListingDigest digest = new ListingDigest();
    for (Map.Entry<String, BasicFileAttributes> entry : regularFiles(folder).entrySet()) {
      String name = entry.getKey();
      long size = entry.getValue().size();
      files.add(new SourceFile(name, path.resolve(name).toUri(), size));
      digest.add(name).add(size).add(nanoseconds(entry.getValue().lastModifiedTime()));
    }
    String revision = digest.hex();
    String id = new ListingDigest().add(path.toString()).add(revision).hex();
    return new FolderListing(files, "local-" + id, revision);
  }

  Optional<SourceFile> file(String name) {
    return files.stream().filter(file -> file.path().equals(name)).findFirst();
  }

  /** The names of all files with an ending. */
  List<String> named(String ending) {
    return files.stream().map(SourceFile::path).filter(name -> name.endsWith(ending)).toList();
  }

  private static Map<String, BasicFileAttributes> regularFiles(CheckpointFolder folder)
      throws CheckpointException, IOException {
    Map<String, BasicFileAttributes> found = new TreeMap<>();
    try (Stream<Path> entries = Files.list(Path.of(folder.location()))) {
      for (Path entry :
          entries
              .filter(folder::has)
              .filter(Files::isRegularFile)
              .limit(MOST_FILES + 1L)
              .toList()) {
        found.put(
            entry.getFileName().toString(), Files.readAttributes(entry, BasicFileAttributes.class));
      }
    }
    if (found.size() > MOST_FILES) {
      throw folder.problem(
          "there are more than %d files in its folder; name the folder of one checkpoint"
              .formatted(MOST_FILES));
    }
    return found;
  }

  private static long nanoseconds(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }
}
