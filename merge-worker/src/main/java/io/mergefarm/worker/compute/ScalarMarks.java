package io.mergefarm.worker.compute;

/** Operations on one bit per element, as plain loops. */
final class ScalarMarks {

  static final int LARGEST_DRAW = 0xffff;

  private ScalarMarks() {}

  /** Whole words are written. */
  static void markBelow(short[] draws, int limit, int count, long[] marks) {
    for (int word = 0; word * Long.SIZE < count; word++) {
      long bits = 0;
      for (int bit = 0; bit < Long.SIZE; bit++) {
        int draw = Short.toUnsignedInt(draws[word * Long.SIZE + bit]);
        bits |= (draw < limit ? 1L : 0L) << bit;
      }
      marks[word] = bits;
    }
  }

  static void dropUnmarked(long[] marks, int offset, float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      int bit = offset + i;
      if (((marks[bit / Long.SIZE] >>> (bit % Long.SIZE)) & 1) == 0) {
        x[i] *= 0;
      }
    }
  }
}
