package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.RandomStream;
import java.util.function.IntConsumer;

/**
 * Decides which elements of one row are kept. Elements are counted into bins by their magnitude;
 * the ranks in a bin have bounds, and so has the probability of its elements, which is enough to
 * decide for nearly all of them. The ranks of a few others are counted out; where they are more,
 * their bins are put in order. Equal magnitudes are ranked by index. What is decided does not
 * depend on the bins.
 */
final class RankedRow {

  /** So many are sooner ranked one by one than in order. */
  private static final int FEW = 128;

  private final Rows rows;
  private final RankProbability probability;
  private final RandomStream stream;
  private final Arithmetic arithmetic;
  private final MagnitudeBins bins;
  private final float[] values;
  private final short[] draws;
  private final long[] kept;
  private final long[] open;
  private long firstElement;

  RankedRow(Rows rows, RankProbability probability, RandomStream stream, Arithmetic arithmetic) {
    int words = rows.length() / Long.SIZE + 1;
    this.rows = rows;
    this.probability = probability;
    this.stream = stream;
    this.arithmetic = arithmetic;
    this.bins = new MagnitudeBins(rows.length(), arithmetic);
    this.values = new float[rows.length()];
    this.draws = new short[rows.length()];
    this.kept = new long[words];
    this.open = new long[words];
  }

  /**
   * Takes a row from a block.
   *
   * @param from the row's first element in the block
   * @param drawsFrom its draw
   * @param element its place in the tensor
   */
  void load(float[] block, int from, short[] blockDraws, int drawsFrom, long element) {
    firstElement = element;
    if (rows.stride() == 1) {
      System.arraycopy(block, from, values, 0, values.length);
      System.arraycopy(blockDraws, drawsFrom, draws, 0, draws.length);
      return;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = block[from + i * rows.stride()];
      draws[i] = blockDraws[drawsFrom + i * rows.stride()];
    }
  }

  void decide() {
    bins.count(values);
    int[] limits = bins.bounds(probability);
    arithmetic.draws().markBelow(draws, limits, bins.numbers(), values.length, kept, open);
    if (openElements() <= FEW) {
      forEachOpen(this::decideByCounting);
    } else {
      bins.order();
      forEachOpen(element -> decideBin(bins.numbers()[element]));
    }
  }

  private int openElements() {
    int count = 0;
    for (long word : open) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /** Those that are still open when their turn comes. */
  private void forEachOpen(IntConsumer decision) {
    for (int word = 0; word < open.length; word++) {
      while (open[word] != 0) {
        decision.accept(word * Long.SIZE + Long.numberOfTrailingZeros(open[word]));
      }
    }
  }

  private void decideByCounting(int element) {
    decide(element, arithmetic.magnitudes().rank(element, values, values.length));
  }

  /** Decides for the elements of a bin that are open. */
  private void decideBin(int bin) {
    long[] members = bins.sorted(bin, values);
    int rank = bins.firstRank(bin);
    for (int i = 0; i < bins.size(bin); i++) {
      int element = (int) members[i];
      if (((open[element / Long.SIZE] >>> (element % Long.SIZE)) & 1) != 0) {
        decide(element, rank + i);
      }
    }
  }

  private void decide(int element, int rank) {
    long bit = 1L << (element % Long.SIZE);
    open[element / Long.SIZE] &= ~bit;
    kept[element / Long.SIZE] |= below(element, probability.limit(rank)) ? bit : 0;
  }

  private boolean below(int element, long limit) {
    int draw = Short.toUnsignedInt(draws[element]);
    int first = (int) (limit >>> Short.SIZE);
    if (draw != first) {
      return draw < first;
    }
    long inTensor = firstElement + (long) element * rows.stride();
    return arithmetic.draws().drawBehind(stream, inTensor) < (limit & 0xffff);
  }

  /**
   * Puts the row's marks among those of its block, which are clear.
   *
   * @param from the place of its first one
   */
  void store(long[] marks, int from) {
    if (rows.stride() == 1) {
      storeWords(marks, from);
      return;
    }
    for (int i = 0; i < values.length; i++) {
      long bit = (kept[i / Long.SIZE] >>> (i % Long.SIZE)) & 1;
      int to = from + i * rows.stride();
      marks[to / Long.SIZE] |= bit << (to % Long.SIZE);
    }
  }

  private void storeWords(long[] marks, int from) {
    int shift = from % Long.SIZE;
    int words = (values.length + Long.SIZE - 1) / Long.SIZE;
    for (int word = 0; word < words; word++) {
      int to = from / Long.SIZE + word;
      marks[to] |= kept[word] << shift;
      long behind = shift == 0 ? 0 : kept[word] >>> (Long.SIZE - shift);
      if (behind != 0) {
        marks[to + 1] |= behind;
      }
    }
  }
}
