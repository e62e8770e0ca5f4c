package io.mergefarm.fetcher.transfer;

import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.block.BlockDigests;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.PartContent;
import io.mergefarm.contracts.storage.PartRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The bytes of a file that are sent, as long as they are those that were digested. */
record CheckedBytes(String path, ObjectReader bytes, BlockDigests digests) {

  /** The content of a range that begins with a block. */
  PartContent content(PartRange range) {
    return sink -> {
      long end = range.offset() + range.length();
      for (long offset = range.offset(); offset < end; offset += BlockDigests.BLOCK_SIZE) {
        sink.write(checked((int) (offset / BlockDigests.BLOCK_SIZE)).asByteBuffer());
      }
    };
  }

  private MemorySegment checked(int block) throws IOException {
    MemorySegment content = block(bytes, block);
    if (!BlockDigests.digest(content).equals(digests.digests().get(block))) {
      throw new SourceChangedException(
          "source file %s has changed while it was staged; leave it as it is and run the merge again"
              .formatted(path));
    }
    return content;
  }

  /** A block of a file. */
  static MemorySegment block(ObjectReader bytes, int block) throws IOException {
    long offset = (long) block * BlockDigests.BLOCK_SIZE;
    int length = (int) Math.min(BlockDigests.BLOCK_SIZE, bytes.size() - offset);
    return bytes.read(offset, MemorySegment.ofArray(new byte[length]));
  }
}
