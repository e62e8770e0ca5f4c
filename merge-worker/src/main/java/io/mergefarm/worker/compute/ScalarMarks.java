package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;

/** Operations on one bit per element, as plain loops. */
final class ScalarMarks {

  static final int LARGEST_DRAW = 0xffff;

  private static final int MAGNITUDE = 0x7fffffff;

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

  static void bin(float[] x, int from, int to, int least, int shift, int last, int[] bins) {
    for (int i = from; i < to; i++) {
      int magnitude = Float.floatToRawIntBits(x[i]) & MAGNITUDE;
      bins[i] = magnitude == 0 ? 0 : Math.clamp((magnitude - least) >> shift, 1, last);
    }
  }

  /** From a multiple of 64 on. */
  static void markBelow(
      short[] draws, int[] bounds, int[] bins, int from, int to, long[] marks, long[] open) {
    for (int i = from; i < to; i++) {
      int word = i / Long.SIZE;
      int bit = i % Long.SIZE;
      int draw = Short.toUnsignedInt(draws[i]);
      int bound = bounds[bins[i]];
      boolean below = draw < (bound & LARGEST_DRAW);
      boolean between = !below && draw <= bound >>> Short.SIZE;
      marks[word] = (bit == 0 ? 0 : marks[word]) | ((below ? 1L : 0L) << bit);
      open[word] = (bit == 0 ? 0 : open[word]) | ((between ? 1L : 0L) << bit);
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

  /** From a multiple of {@link Arithmetic#LANES} on. */
  static void addMagnitudes(
      long[] marks,
      int offset,
      float[] x,
      int from,
      int to,
      Arithmetic.Sum all,
      Arithmetic.Sum marked) {
    for (int i = from; i < to; i++) {
      int bit = offset + i;
      boolean kept = ((marks[bit / Long.SIZE] >>> (bit % Long.SIZE)) & 1) != 0;
      double magnitude = Math.abs(x[i]);
      all.lanes()[i % Arithmetic.LANES] += magnitude;
      marked.lanes()[i % Arithmetic.LANES] += kept ? magnitude : magnitude * 0;
    }
  }
}
