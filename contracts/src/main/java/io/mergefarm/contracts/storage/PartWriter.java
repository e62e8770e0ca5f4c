package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Writes the bytes of a part to their place in a file, and refuses more or fewer of them. */
final class PartWriter implements PartContent.Sink {

  private final Path file;
  private final FileChannel channel;
  private final PartRange range;
  private final CRC32C digest = new CRC32C();
  private long written;

  PartWriter(Path file, FileChannel channel, PartRange range) {
    this.file = file;
    this.channel = channel;
    this.range = range;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > range.length() - written) {
      throw wrongLength("at least " + (written + bytes.remaining()));
    }
    digest.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        written += channel.write(bytes, range.offset() + written);
      }
    } catch (IOException e) {
      throw StoreFolder.naming(file, e);
    }
  }

  /** The tag of the part, now that all of it is written: the CRC-32C of its bytes, in hex. */
  String finish() throws IOException {
    if (written != range.length()) {
      throw wrongLength(String.valueOf(written));
    }
    return HexFormat.of().toHexDigits((int) digest.getValue());
  }

  private IOException wrongLength(String given) {
    return new IOException(
        "part %d of %s takes %d bytes and was given %s"
            .formatted(range.number(), file, range.length(), given));
  }
}
