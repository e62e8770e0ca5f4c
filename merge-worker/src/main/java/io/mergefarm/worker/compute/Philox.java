package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.RandomStream;

/**
 * Philox4x32 as plain loops. A counter gives 128 bits, which is what eight elements take. Eight
 * counters are laid out for vectors of 64-bit lanes: of 64 consecutive elements the first half
 * takes the first two words of each counter, the other half the last two.
 */
final class Philox {

  static final int MULTIPLIER_0 = 0xD2511F53;
  static final int MULTIPLIER_1 = 0xCD9E8D57;
  static final int WEYL_0 = 0x9E3779B9;
  static final int WEYL_1 = 0xBB67AE85;
  static final int ROUNDS = 7;

  /** The elements that eight counters serve. */
  static final int GROUP = 64;

  static final int COUNTERS = 8;

  /** The fourth word of counters whose bits come behind those of {@link #draw}. */
  private static final int BEHIND = 1;

  private static final long LOW = 0xffffffffL;

  private Philox() {}

  /** The first 16 bits of elements from a multiple of {@link #GROUP} on. */
  static void draw(RandomStream stream, long from, short[] draws, int count) {
    int[] words = new int[4];
    for (int group = 0; group < count; group += GROUP) {
      long counter = (from + group) / GROUP * COUNTERS;
      for (int i = 0; i < COUNTERS; i++) {
        encrypt(counter + i, stream.number() & LOW, stream.key(), ROUNDS, words);
        int at = group + 4 * i;
        split(words[0], words[1], draws, at);
        split(words[2], words[3], draws, at + GROUP / 2);
      }
    }
  }

  private static void split(int first, int second, short[] draws, int at) {
    draws[at] = (short) first;
    draws[at + 1] = (short) (first >>> Short.SIZE);
    draws[at + 2] = (short) second;
    draws[at + 3] = (short) (second >>> Short.SIZE);
  }

  /** The next 16 bits of an element. */
  static int drawBehind(RandomStream stream, long element) {
    int[] words = new int[4];
    long high = (long) BEHIND << Integer.SIZE | (stream.number() & LOW);
    encrypt(element, high, stream.key(), ROUNDS, words);
    return words[0] >>> Short.SIZE;
  }

  /**
   * The cipher.
   *
   * @param low the first two words of the counter, the lower one first
   * @param high the last two
   * @param key both words, the lower one first
   * @param words takes the result
   */
  static void encrypt(long low, long high, long key, int rounds, int[] words) {
    int c0 = (int) low;
    int c1 = (int) (low >>> Integer.SIZE);
    int c2 = (int) high;
    int c3 = (int) (high >>> Integer.SIZE);
    int k0 = (int) key;
    int k1 = (int) (key >>> Integer.SIZE);
    for (int round = 0; round < rounds; round++) {
      long p0 = (MULTIPLIER_0 & LOW) * (c0 & LOW);
      long p1 = (MULTIPLIER_1 & LOW) * (c2 & LOW);
      c0 = (int) (p1 >>> Integer.SIZE) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> Integer.SIZE) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
  }
}
