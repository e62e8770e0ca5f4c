package io.mergefarm.contracts.source.block;

import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.storage.ObjectChangedException;
import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jboss.logging.Logger;

/** Reads a file through the pool of blocks, and nothing of it that is not what was digested. */
final class BlockReader implements ObjectReader {

  private static final Logger LOG = Logger.getLogger(BlockReader.class);
  private static final int TRIES = 3;

  private final String name;
  private final ObjectReader origin;
  private final BlockDigests digests;
  private final BlockPool pool;
  private final BlockCache cache;

  /**
   * A reader.
   *
   * @param name of the file, unique in the pool
   */
  BlockReader(
      String name, ObjectReader origin, BlockDigests digests, BlockPool pool, BlockCache cache) {
    this.name = name;
    this.origin = origin;
    this.digests = digests;
    this.pool = pool;
    this.cache = cache;
  }

  @Override
  public long size() {
    return origin.size();
  }

  @Override
  public MemorySegment read(long offset, MemorySegment scratch) throws IOException {
    Objects.checkFromIndexSize(offset, scratch.byteSize(), size());
    long done = 0;
    while (done < scratch.byteSize()) {
      int block = digests.blockOf(offset + done);
      int from = (int) (offset + done - digests.offset(block));
      long length = Math.min(digests.length(block) - from, scratch.byteSize() - done);
      pool.read(
          id(block),
          digests.length(block),
          target -> load(block, target),
          from,
          scratch.asSlice(done, length));
      done += length;
    }
    return scratch;
  }

  @Override
  public void prefetch(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, size());
    if (length > 0) {
      int last = digests.blockOf(offset + length - 1);
      for (int block = digests.blockOf(offset); block <= last; block++) {
        int wanted = block;
        pool.prefetch(id(block), digests.length(block), target -> load(wanted, target));
      }
    }
  }

  @Override
  public void close() throws IOException {
    origin.close();
  }

  private BlockPool.Id id(int block) {
    return new BlockPool.Id(name, block);
  }

  private void load(int block, MemorySegment target) throws IOException {
    String digest = digests.digest(block);
    if (cache.get(digest, target)) {
      return;
    }
    fetch(block, target);
    cache.put(digest, target);
  }

  /** Damage on the way is gone with another try; damage where the bytes lie is not. */
  private void fetch(int block, MemorySegment target) throws IOException {
    for (int tries = 1; ; tries++) {
      readOrigin(block, target);
      String found = BlockDigests.digest(target);
      if (found.equals(digests.digest(block))) {
        return;
      }
      LOG.warnf(
          "%d bytes at %d of %s have digest %s, not %s (try %d of %d)",
          target.byteSize(),
          digests.offset(block),
          name,
          found,
          digests.digest(block),
          tries,
          TRIES);
      if (tries == TRIES) {
        throw new SourceChangedException(
            "the bytes of %s from %d to %d are not those that were staged: their digest is %s, not %s; stage the source again"
                .formatted(
                    name,
                    digests.offset(block),
                    digests.offset(block) + target.byteSize(),
                    found,
                    digests.digest(block)));
      }
    }
  }

  private void readOrigin(int block, MemorySegment target) throws IOException {
    try {
      MemorySegment bytes = origin.read(digests.offset(block), target);
      if (bytes.address() != target.address()) {
        target.copyFrom(bytes);
      }
    } catch (ObjectChangedException | NoSuchFileException e) {
      SourceChangedException changed =
          new SourceChangedException(
              "source file %s has changed since it was indexed; run the merge again"
                  .formatted(name));
      changed.initCause(e);
      throw changed;
    }
  }
}
