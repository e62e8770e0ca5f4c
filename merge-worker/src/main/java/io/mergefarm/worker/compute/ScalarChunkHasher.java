package io.mergefarm.worker.compute;

import com.dynatrace.hash4j.hashing.ByteAccess;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** Hash4j's XXH3-128, which takes a chunk in one go. */
final class ScalarChunkHasher implements ChunkHasher {

  private static final ByteAccess<MemorySegment> ACCESS =
      ByteAccess.forMemorySegment(MemorySegment.class);

  private final Hasher128 hasher = Hashing.xxh3_128();

  @Override
  public Digest begin(MemorySegment bytes) {
    return new Digest() {
      @Override
      public void advance(long offset) {}

      @Override
      public String finish() {
        return hex(hasher.hashBytesTo128Bits(bytes, 0, bytes.byteSize(), ACCESS));
      }
    };
  }

  private static String hex(HashValue128 value) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(value.getMostSignificantBits())
        + hex.toHexDigits(value.getLeastSignificantBits());
  }
}
