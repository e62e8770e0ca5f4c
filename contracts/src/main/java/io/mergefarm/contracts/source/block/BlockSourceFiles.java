package io.mergefarm.contracts.source.block;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObjectStore;
import java.io.IOException;

/**
 * Opens files that have digests of their blocks to be read through the pool; others as they are.
 */
public final class BlockSourceFiles implements SourceFiles {

  private static final int MOST_DIGEST_BYTES = 64 << 20;

  private final SourceFiles origin;
  private final ObjectStore store;
  private final ObjectMapper mapper;
  private final BlockPool pool;
  private final BlockCache cache;

  /**
   * Files.
   *
   * @param store that holds the digests
   */
  public BlockSourceFiles(
      SourceFiles origin,
      ObjectStore store,
      ObjectMapper mapper,
      BlockPool pool,
      BlockCache cache) {
    this.origin = origin;
    this.store = store;
    this.mapper = mapper;
    this.pool = pool;
    this.cache = cache;
  }

  @Override
  public ObjectReader open(SourceFile file) throws IOException {
    if (file.digests().isEmpty()) {
      return origin.open(file);
    }
    BlockDigests digests = digests(file, file.digests().get());
    return new BlockReader(file.uri().toString(), origin.open(file), digests, pool, cache);
  }

  private BlockDigests digests(SourceFile file, ObjectKey key) throws IOException {
    byte[] content =
        store
            .get(key, MOST_DIGEST_BYTES)
            .orElseThrow(
                () ->
                    new SourceChangedException(
                        "the digests of source file %s are gone: there is no object %s; run the merge again"
                            .formatted(file.path(), key)));
    BlockDigests digests = mapper.readValue(content, BlockDigests.class);
    if (digests.size() != file.size() || digests.blockSize() > BlockDigests.BLOCK_SIZE) {
      throw new SourceChangedException(
          "the digests %s are of %d bytes, and source file %s has %d; run the merge again"
              .formatted(key, digests.size(), file.path(), file.size()));
    }
    return digests;
  }
}
