package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.PartContent;
import io.mergefarm.contracts.storage.PartRange;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The bytes of a part, collected before they are sent: a request names their MD5 in its head, and
 * may have to be sent again.
 */
sealed interface PartBody extends AutoCloseable {

  /** Bytes in an array, all of it. */
  record InMemory(ByteBuffer bytes, String md5) implements PartBody {
    @Override
    public void close() {}
  }

  /** Bytes in a file that vanishes when it is closed. */
  record InFile(RandomAccessFile file, long length, String md5) implements PartBody {
    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** The MD5 of the bytes as {@code Content-MD5} has it, by which the server checks them. */
  String md5();

  @Override
  void close() throws IOException;

  static PartBody of(byte[] content) {
    return new InMemory(ByteBuffer.wrap(content), text(md5Digest().digest(content)));
  }

  /**
   * Collects a part.
   *
   * @param most the bytes that may be kept in memory
   * @throws IOException if there are more or fewer bytes than the range has
   */
  static PartBody collect(PartRange range, PartContent content, long most) throws IOException {
    return range.length() <= most ? inMemory(range, content) : inFile(range, content);
  }

  private static PartBody inMemory(PartRange range, PartContent content) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(range.length()));
    PartCollector collector = new PartCollector(range, bytes::put);
    content.writeTo(collector);
    return new InMemory(bytes.flip(), text(collector.finish()));
  }

  private static PartBody inFile(PartRange range, PartContent content) throws IOException {
    Path path = Files.createTempFile("mergefarm-part-", ".tmp");
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      Files.delete(path);
      PartCollector collector = new PartCollector(range, bytes -> write(file, bytes));
      content.writeTo(collector);
      return new InFile(file, range.length(), text(collector.finish()));
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static void write(RandomAccessFile file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.getChannel().write(bytes);
    }
  }

  static MessageDigest md5Digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  private static String text(byte[] md5) {
    return Base64.getEncoder().encodeToString(md5);
  }
}
