package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.RandomStream;

/** Keeps each element with the same probability, exact to 2^-32. */
final class BernoulliMask implements Mask {

  private final Arithmetic arithmetic;
  private final RandomStream stream;
  private final DrawLimit limit;
  private final short[] draws;
  private final long[] undecided;

  BernoulliMask(double probability, RandomStream stream, TaskVectors vectors) {
    this.arithmetic = vectors.arithmetic();
    this.stream = stream;
    this.limit = DrawLimit.of(probability);
    this.draws = new short[Mask.words(vectors.blockSize()) * Long.SIZE];
    this.undecided = new long[Mask.words(vectors.blockSize())];
  }

  @Override
  public void mark(long position, int length, float[] vector, long[] marks) {
    int offset = (int) (position % Long.SIZE);
    int count = offset + length;
    arithmetic.draws().draw(stream, position - offset, draws, count);
    arithmetic.draws().markBelow(draws, limit.first(), count, marks);
    arithmetic.draws().markBelow(draws, limit.first() + 1, count, undecided);
    for (int word = 0; word * Long.SIZE < count; word++) {
      long open = undecided[word] ^ marks[word];
      marks[word] |= open == 0 ? 0 : decided(open, position - offset + (long) word * Long.SIZE);
    }
  }

  @Override
  public boolean blind() {
    return true;
  }

  /** Those of some elements that are kept by their further bits. */
  private long decided(long open, long position) {
    long kept = 0;
    for (long rest = open; rest != 0; rest &= rest - 1) {
      int bit = Long.numberOfTrailingZeros(rest);
      boolean below = arithmetic.draws().drawBehind(stream, position + bit) < limit.behind();
      kept |= below ? Long.lowestOneBit(rest) : 0;
    }
    return kept;
  }
}
