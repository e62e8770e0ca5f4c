package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of one part, each opened when it is first read and closed with the part. */
final class OpenFiles implements SourceBytes, AutoCloseable {

  private final SourceFiles files;
  private final List<SourceFile> table;
  private final Map<Integer, ReadRanges> ranges;
  private final Runnable progress;
  private final Map<Integer, ObjectReader> readers = new HashMap<>();

  /**
   * Files.
   *
   * @param ranges what will be read of each file, by its place in the table
   * @param progress called whenever bytes are read
   */
  OpenFiles(
      SourceFiles files,
      List<SourceFile> table,
      Map<Integer, ReadRanges> ranges,
      Runnable progress) {
    this.files = files;
    this.table = table;
    this.ranges = ranges;
    this.progress = progress;
  }

  @Override
  public String name(int file) {
    return table.get(file).path();
  }

  @Override
  public ByteReader open(int file) throws IOException {
    ObjectReader reader = readers.get(file);
    if (reader == null) {
      reader =
          new ReadAheadReader(
              files.open(table.get(file)), ranges.getOrDefault(file, ReadRanges.none()));
      readers.put(file, reader);
    }
    return progressing(reader);
  }

  private ByteReader progressing(ObjectReader reader) {
    return (offset, scratch) -> {
      progress.run();
      return reader.read(offset, scratch);
    };
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (ObjectReader reader : readers.values()) {
      try {
        reader.close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
