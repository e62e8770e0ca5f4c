package io.mergefarm.contracts.storage;

/**
 * The place of a part in its object.
 *
 * @param number from 1 to 10,000, in the order of offsets
 * @param offset the first byte
 * @param length in bytes
 */
public record PartRange(int number, long offset, long length) {

  /** The most parts that an upload may have, as S3 has it. */
  public static final int MAX_NUMBER = 10_000;

  public PartRange {
    if (number < 1 || number > MAX_NUMBER || offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "no part has number " + number + ", offset " + offset + ", length " + length);
    }
  }
}
