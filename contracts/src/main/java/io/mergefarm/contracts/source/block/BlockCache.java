package io.mergefarm.contracts.source.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Where blocks may be kept between merges, by their digest. */
public interface BlockCache {

  /** Keeps nothing. */
  BlockCache NONE =
      new BlockCache() {
        @Override
        public boolean get(String digest, MemorySegment target) {
          return false;
        }

        @Override
        public void put(String digest, MemorySegment block) {}
      };

  /**
   * Fills a segment with a block.
   *
   * @return whether the block was there, whole and with that digest
   */
  boolean get(String digest, MemorySegment target) throws IOException;

  /** Keeps a block, which may drive out others. */
  void put(String digest, MemorySegment block) throws IOException;
}
