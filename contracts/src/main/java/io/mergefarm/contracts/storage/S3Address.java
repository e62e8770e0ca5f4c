package io.mergefarm.contracts.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something lies in a bucket: {@code s3://bucket/key}.
 *
 * @param key of an object, or what the keys of several begin with before a slash
 */
public record S3Address(String bucket, ObjectKey key) {

  private static final Pattern TEXT =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.*?)/*", Pattern.DOTALL);

  /** Whether a text means to be such an address. */
  public static boolean begins(String text) {
    return text.startsWith("s3:");
  }

  /**
   * Reads an address as people write it, without escapes.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static S3Address parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || matcher.group(2).isEmpty()) {
      throw new IllegalArgumentException(
          text + " is no address in a bucket; write s3://bucket/prefix");
    }
    return new S3Address(matcher.group(1), new ObjectKey(matcher.group(2)));
  }

  /** Reads what {@link #uri} has written. */
  public static S3Address of(URI uri) {
    return parse("s3://" + uri.getHost() + uri.getPath());
  }

  public URI uri() {
    try {
      return new URI("s3", bucket, "/" + key.value(), null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no URI of " + this, e);
    }
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key.value();
  }
}
