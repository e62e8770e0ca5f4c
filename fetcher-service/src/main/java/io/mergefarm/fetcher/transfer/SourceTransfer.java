package io.mergefarm.fetcher.transfer;

import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Makes the files of a source readable by every worker. Files of folders are copied into the store
 * where workers can not read them in place; files in buckets stay, and are only digested. What was
 * done for a source once serves every later merge.
 */
public final class SourceTransfer {

  /** Beside weights, what goes with a tokenizer; other large files are of no use to a merge. */
  private static final long MOST_COMPANION_BYTES = 256L << 20;

  private static final int THREADS = 4;

  private final ObjectStore store;
  private final SourceFiles files;
  private final MergeRecords records;
  private final boolean copyFolders;

  /**
   * Transfers into a store.
   *
   * @param copyFolders whether workers can not read folders in place
   */
  public SourceTransfer(
      ObjectStore store, SourceFiles files, MergeRecords records, boolean copyFolders) {
    this.store = store;
    this.files = files;
    this.records = records;
    this.copyFolders = copyFolders;
  }

  /**
   * Transfers a source and keeps its index.
   *
   * @param found the index with the files as they were found
   * @return the index with the files as they are to be read
   * @throws io.mergefarm.contracts.source.SourceChangedException if a file changes meanwhile
   */
  public SourceIndex transfer(SourceIndex found) throws IOException {
    Optional<SourceIndex> earlier = records.sourceIndex(found.id());
    if (earlier.isPresent() && serves(earlier.get())) {
      return earlier.get();
    }
    SourceIndex readable = found.withFiles(readable(found));
    records.putSourceIndex(readable);
    return readable;
  }

  private List<SourceFile> readable(SourceIndex found) throws IOException {
    Set<String> weights = weights(found);
    List<SourceFile> readable = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      FileTransfer transfer = new FileTransfer(store, files, threads);
      for (SourceFile file : found.files()) {
        readable.add(
            weights.contains(file.path()) || file.size() <= MOST_COMPANION_BYTES
                ? readable(transfer, found.id(), file)
                : file);
      }
    }
    return readable;
  }

  private SourceFile readable(FileTransfer transfer, String sourceId, SourceFile file)
      throws IOException {
    if (inBucket(file)) {
      return transfer.digest(sourceId, file);
    }
    return copyFolders ? transfer.copy(sourceId, file) : file;
  }

  /** Whether an index that was kept earlier names files that can be read, and as is wanted now. */
  private boolean serves(SourceIndex earlier) throws IOException {
    Set<String> weights = weights(earlier);
    for (SourceFile file : earlier.files()) {
      if (weights.contains(file.path()) && !serves(earlier.id(), file)) {
        return false;
      }
    }
    return true;
  }

  private boolean serves(String sourceId, SourceFile file) throws IOException {
    return switch (file.uri().getScheme()) {
      case "s3" -> file.digests().isPresent() && store.stat(file.digests().get()).isPresent();
      case "store" ->
          copyFolders
              && store
                  .stat(StoreLayout.sourceFile(sourceId, file.path()))
                  .map(ObjectStat::size)
                  .equals(Optional.of(file.size()));
      default -> !copyFolders;
    };
  }

  private static boolean inBucket(SourceFile file) {
    return "s3".equals(file.uri().getScheme());
  }

  private static Set<String> weights(SourceIndex index) {
    return index.tensors().values().stream().map(StoredTensor::file).collect(Collectors.toSet());
  }
}
