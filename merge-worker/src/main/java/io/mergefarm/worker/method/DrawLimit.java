package io.mergefarm.worker.method;

/**
 * The number below which a draw of 32 bits lies with a certain probability, in two halves: the
 * first bits nearly always decide.
 */
record DrawLimit(int first, int behind) {

  private static final long LARGEST = (1L << Integer.SIZE) - 1;

  static DrawLimit of(double probability) {
    long limit = Math.clamp(Math.round(Math.scalb(probability, Integer.SIZE)), 0, LARGEST);
    return new DrawLimit((int) (limit >>> Short.SIZE), (int) (limit & 0xffff));
  }
}
