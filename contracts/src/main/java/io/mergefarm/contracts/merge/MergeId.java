package io.mergefarm.contracts.merge;

import io.mergefarm.contracts.event.MergeOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names merges after what they are: the same recipe with the same options is the same merge, so
 * that asking again goes on from what is done.
 */
public final class MergeId {

  private static final int DIGEST_CHARACTERS = 12;
  private static final int NAME_CHARACTERS = 40;

  private MergeId() {}

  public static String of(String name, String recipe, MergeOptions options) {
    String readable = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String stem = readable.substring(0, Math.min(readable.length(), NAME_CHARACTERS));
    String digest = sha256(recipe + "\n" + options).substring(0, DIGEST_CHARACTERS);
    return (stem + "-" + digest).replaceAll("^-+", "");
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
