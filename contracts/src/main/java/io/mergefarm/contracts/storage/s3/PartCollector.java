package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.PartContent;
import io.mergefarm.contracts.storage.PartRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Passes the bytes of a part on, digests them, and refuses more or fewer than the part has. */
final class PartCollector implements PartContent.Sink {

  private final PartRange range;
  private final PartContent.Sink target;
  private final MessageDigest md5 = PartBody.md5Digest();
  private long taken;

  PartCollector(PartRange range, PartContent.Sink target) {
    this.range = range;
    this.target = target;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    long length = bytes.remaining();
    if (length > range.length() - taken) {
      throw wrongLength("at least " + (taken + length));
    }
    md5.update(bytes.duplicate());
    target.write(bytes);
    taken += length;
  }

  /** The MD5 of the part, now that all of it is there. */
  byte[] finish() throws IOException {
    if (taken != range.length()) {
      throw wrongLength(String.valueOf(taken));
    }
    return md5.digest();
  }

  private IOException wrongLength(String given) {
    return new IOException(
        "part %d takes %d bytes and was given %s".formatted(range.number(), range.length(), given));
  }
}
