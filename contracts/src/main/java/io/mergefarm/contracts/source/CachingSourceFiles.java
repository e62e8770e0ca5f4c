package io.mergefarm.contracts.source;

import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the files that were used last open, for many parts read the same few large files. A file in
 * place whose size is no longer the indexed one is opened afresh, which then says so.
 *
 * <p>Closing a reader gives it back. One that is no longer kept is closed when its last user has
 * given it back, so nobody loses the memory under its views.
 */
public final class CachingSourceFiles implements SourceFiles, AutoCloseable {

  private final SourceFiles origin;
  private final int capacity;
  private final Map<SourceFile, SharedReader> kept = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A cache in front of an origin.
   *
   * @param capacity the most files that are kept open beyond those in use
   */
  public CachingSourceFiles(SourceFiles origin, int capacity) {
    this.origin = origin;
    this.capacity = capacity;
  }

  @Override
  public synchronized ObjectReader open(SourceFile file) throws IOException {
    if (kept.containsKey(file) && !intact(file)) {
      kept.remove(file).release();
    }
    SharedReader shared = kept.get(file);
    if (shared == null) {
      shared = new SharedReader(origin.open(file));
      kept.put(file, shared);
    }
    ObjectReader reader = shared.lend();
    dropEldest();
    return reader;
  }

  /** Closes what is not in use, and the rest as it is given back. */
  @Override
  public synchronized void close() throws IOException {
    List<SharedReader> all = new ArrayList<>(kept.values());
    kept.clear();
    for (SharedReader reader : all) {
      reader.release();
    }
  }

  private void dropEldest() throws IOException {
    if (kept.size() > capacity) {
      kept.remove(kept.keySet().iterator().next()).release();
    }
  }

  private static boolean intact(SourceFile file) {
    if (!"file".equals(file.uri().getScheme())) {
      return true;
    }
    try {
      return Files.size(Path.of(file.uri())) == file.size();
    } catch (IOException e) {
      return false;
    }
  }
}
