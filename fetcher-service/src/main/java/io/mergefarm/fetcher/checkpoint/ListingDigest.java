package io.mergefarm.fetcher.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 over texts and numbers, each of them set off from its neighbours. */
final class ListingDigest {

  private static final int HEX_DIGITS = 20;

  private final MessageDigest sha256;

  ListingDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  ListingDigest add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes.length);
    sha256.update(bytes);
    return this;
  }

  ListingDigest add(long number) {
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    return this;
  }

  /** The first 20 digits, which end the digest's use. */
  String hex() {
    return HexFormat.of().formatHex(sha256.digest()).substring(0, HEX_DIGITS);
  }
}
