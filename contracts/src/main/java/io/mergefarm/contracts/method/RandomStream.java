package io.mergefarm.contracts.method;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The random numbers of one model's tensor, one for each element: so a mask depends neither on the
 * order in which elements are computed nor on who computes them. They come from Philox4x32-7,
 * "Parallel Random Numbers: As Easy as 1, 2, 3", Salmon et al., 2011, whose seven rounds pass all
 * of TestU01's batteries.
 *
 * @param key of the generator
 * @param number the third word of its counters, which makes streams of equal keys differ
 */
public record RandomStream(long key, int number) {

  /**
   * The stream of a tensor.
   *
   * @param seed of the merge
   * @param model as the recipe writes it
   * @param tensor the output tensor's name
   */
  public static RandomStream of(long seed, String model, String tensor) {
    byte[] modelBytes = model.getBytes(StandardCharsets.UTF_8);
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, modelBytes.length));
    digest.update(modelBytes);
    digest.update(tensor.getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    return new RandomStream(bytes.getLong(), bytes.getInt());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
