package io.mergefarm.contracts.source.block;

import com.dynatrace.hash4j.hashing.ByteAccess;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;

/**
 * The XXH3-128 of each block of a file, in hex; they detect bytes that were damaged on their way,
 * and are no signature.
 *
 * @param blockSize in bytes; the last block may be shorter
 */
public record BlockDigests(long size, int blockSize, List<String> digests) {

  /** Large enough for a request to be worth its latency, and small enough to waste little. */
  public static final int BLOCK_SIZE = 2 << 20;

  private static final ByteAccess<MemorySegment> ACCESS =
      ByteAccess.forMemorySegment(MemorySegment.class);

  public BlockDigests {
    digests = List.copyOf(digests);
    if (blockSize <= 0 || digests.size() != Math.ceilDiv(size, blockSize)) {
      throw new IllegalArgumentException(
          "%d digests of blocks of %d bytes are not those of %d bytes"
              .formatted(digests.size(), blockSize, size));
    }
  }

  /** The digests of blocks of {@link #BLOCK_SIZE}. */
  public static BlockDigests of(long size, List<String> digests) {
    return new BlockDigests(size, BLOCK_SIZE, digests);
  }

  /** The digest of a block's bytes. */
  public static String digest(MemorySegment block) {
    HashValue128 value = Hashing.xxh3_128().hashBytesTo128Bits(block, 0, block.byteSize(), ACCESS);
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(value.getMostSignificantBits())
        + hex.toHexDigits(value.getLeastSignificantBits());
  }

  /** The place of the block that holds a byte. */
  int blockOf(long offset) {
    return Math.toIntExact(offset / blockSize);
  }

  long offset(int block) {
    return (long) block * blockSize;
  }

  int length(int block) {
    return (int) Math.min(blockSize, size - offset(block));
  }

  /** What the digest of a block has to be. */
  String digest(int block) {
    return digests.get(block);
  }
}
