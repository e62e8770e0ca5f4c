package io.mergefarm.worker.method;

/**
 * A mask that is made once for the first elements of a tensor, and anew in each pass for those
 * behind, so that memory stays bounded.
 */
final class RememberedMask implements Mask {

  /** 8 MiB. */
  private static final long MOST_ELEMENTS = 1L << 26;

  private final Mask mask;
  private final long[] words;
  private long known;

  RememberedMask(Mask mask, long elements) {
    this.mask = mask;
    this.words = new long[(int) (Math.min(elements, MOST_ELEMENTS) / Long.SIZE) + 1];
  }

  @Override
  public void mark(long position, int length, float[] vector, long[] marks) {
    int word = (int) Math.min(position / Long.SIZE, words.length);
    int count = (int) (position % Long.SIZE + length + Long.SIZE - 1) / Long.SIZE;
    if (position + length <= known) {
      System.arraycopy(words, word, marks, 0, count);
    } else {
      mask.mark(position, length, vector, marks);
      remember(position, length, marks, word, count);
    }
  }

  @Override
  public boolean blind() {
    return mask.blind();
  }

  /** Blocks follow each other; one that begins within a word leaves the bits before it alone. */
  private void remember(long position, int length, long[] marks, int word, int count) {
    if (position == known && word + count <= words.length) {
      long before = (1L << (position % Long.SIZE)) - 1;
      words[word] = (words[word] & before) | (marks[0] & ~before);
      System.arraycopy(marks, 1, words, word + 1, count - 1);
      known += length;
    }
  }
}
