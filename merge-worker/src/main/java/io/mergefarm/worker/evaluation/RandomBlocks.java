package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Draws;
import io.mergefarm.contracts.method.RandomStream;
import io.mergefarm.contracts.plan.TensorExpression.Deviates;

/**
 * Random numbers, one for each element. Each takes 64 bits, so that it depends on its place alone.
 * Normal ones come by Box and Muller's transform, in strict arithmetic, which has the same bits on
 * every processor.
 */
final class RandomBlocks implements BlockSource {

  /** The draws of 16 bits that an element takes. */
  private static final int DRAWS = 4;

  /** Elements that are drawn for at once; their draws are a multiple of what a cipher gives. */
  private static final int MOST = 1024;

  private static final int GROUP = Draws.DRAWS / DRAWS;
  private static final double UNIT = 0x1p-32;

  private final Arithmetic arithmetic;
  private final RandomStream stream;
  private final Deviates.Distribution distribution;
  private final short[] draws = new short[DRAWS * MOST];

  RandomBlocks(Arithmetic arithmetic, RandomStream stream, Deviates.Distribution distribution) {
    this.arithmetic = arithmetic;
    this.stream = stream;
    this.distribution = distribution;
  }

  @Override
  public void read(long position, int length, float[] to) {
    int done = 0;
    while (done < length) {
      long element = position + done;
      int skipped = (int) (element % GROUP);
      int count = Math.min(length - done, MOST - skipped);
      arithmetic
          .draws()
          .draw(stream, DRAWS * (element - skipped), draws, DRAWS * (skipped + count));
      for (int i = 0; i < count; i++) {
        to[done + i] = value(DRAWS * (skipped + i));
      }
      done += count;
    }
  }

  private float value(int at) {
    long first = bits(at);
    return switch (distribution) {
      case UNIFORM -> (float) (2 * UNIT * first - 1);
      case NORMAL -> normal((first + 1) * UNIT, bits(at + 2) * UNIT);
    };
  }

  private static float normal(double radius, double turn) {
    double length = StrictMath.sqrt(-2 * StrictMath.log(radius));
    return (float) (length * StrictMath.cos(2 * Math.PI * turn));
  }

  private long bits(int at) {
    return Short.toUnsignedLong(draws[at]) | Short.toUnsignedLong(draws[at + 1]) << Short.SIZE;
  }
}
