package io.mergefarm.worker.method;

/**
 * With which probability the element of a rank in its row is kept: from {@code density - epsilon}
 * for the smallest, linearly to {@code density + epsilon} for the largest. An element without
 * neighbours is kept with the probability {@code density}.
 */
final class RankProbability {

  private static final long LARGEST = (1L << Integer.SIZE) - 1;

  private final double least;
  private final double step;

  RankProbability(double density, double epsilon, int ranks) {
    this.least = Math.scalb(ranks > 1 ? density - epsilon : density, Integer.SIZE);
    this.step = ranks > 1 ? Math.scalb(2 * epsilon, Integer.SIZE) / (ranks - 1) : 0;
  }

  /**
   * The number below which a draw of 32 bits keeps the element.
   *
   * @param rank from 0, the smallest magnitude's
   */
  long limit(int rank) {
    return Math.clamp((long) (least + step * rank), 0, LARGEST);
  }
}
