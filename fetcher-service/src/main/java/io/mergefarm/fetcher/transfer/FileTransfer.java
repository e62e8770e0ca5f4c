package io.mergefarm.fetcher.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.block.BlockDigests;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Transfers files, each to the end of its own. */
final class FileTransfer {

  private final ObjectStore store;
  private final SourceFiles files;
  private final Threads threads;
  private final ObjectMapper mapper = ContractJson.mapper();

  FileTransfer(ObjectStore store, SourceFiles files, ExecutorService threads) {
    this.store = store;
    this.files = files;
    this.threads = new Threads(threads);
  }

  /** Keeps the digests of a file that stays where it is. */
  SourceFile digest(String sourceId, SourceFile file) throws IOException {
    ObjectKey key = StoreLayout.sourceDigests(sourceId, file.path());
    if (store.stat(key).isEmpty()) {
      try (ObjectReader bytes = files.open(file)) {
        put(key, digests(bytes));
      }
    }
    return new SourceFile(file.path(), file.uri(), file.size(), Optional.of(key));
  }

  /** Copies a file into the store, unless it is there. */
  SourceFile copy(String sourceId, SourceFile file) throws IOException {
    ObjectKey target = StoreLayout.sourceFile(sourceId, file.path());
    ObjectKey key = StoreLayout.sourceDigests(sourceId, file.path());
    if (store.stat(key).isEmpty() || !there(target, file.size())) {
      try (ObjectReader bytes = files.open(file)) {
        BlockDigests digests = digests(bytes);
        new FileUpload(store, mapper, threads, new CheckedBytes(file.path(), bytes, digests))
            .run(target, StoreLayout.sourceUpload(sourceId, file.path()));
        put(key, digests);
      }
    }
    return new SourceFile(file.path(), uri(target), file.size(), Optional.of(key));
  }

  private BlockDigests digests(ObjectReader bytes) throws IOException {
    return BlockDigests.of(
        bytes.size(),
        threads.all(
            Math.toIntExact(Math.ceilDiv(bytes.size(), (long) BlockDigests.BLOCK_SIZE)),
            block -> BlockDigests.digest(CheckedBytes.block(bytes, block))));
  }

  private boolean there(ObjectKey key, long size) throws IOException {
    return store.stat(key).map(ObjectStat::size).equals(Optional.of(size));
  }

  private void put(ObjectKey key, BlockDigests digests) throws IOException {
    store.put(key, mapper.writeValueAsBytes(digests));
  }

  private static URI uri(ObjectKey key) {
    try {
      return new URI("store", key.value(), null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no URI of " + key, e);
    }
  }
}
