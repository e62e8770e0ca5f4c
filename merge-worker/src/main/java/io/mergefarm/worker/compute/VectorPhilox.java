package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.RandomStream;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Philox4x32 by vectors, a counter in each lane of 64 bits. Only the lower half of a word counts;
 * what lies above it is left there, since a product of two lower halves has an instruction of its
 * own.
 */
final class VectorPhilox {

  private static final VectorSpecies<Long> LONGS =
      VectorSpecies.of(
          long.class,
          VectorShape.forBitSize(
              Math.min(Philox.COUNTERS * Long.SIZE, LongVector.SPECIES_PREFERRED.vectorBitSize())));

  private static final LongVector LANES = LongVector.zero(LONGS).addIndex(1);
  private static final long LOW = 0xffffffffL;
  private static final int SHORTS_PER_LANE = Long.SIZE / Short.SIZE;

  private VectorPhilox() {}

  /** As {@link Philox#draw}. A mask on a multiplier tells the JVM that its upper half is zero. */
  static void draw(RandomStream stream, long from, short[] draws, int count) {
    LongVector multiplier0 = LongVector.broadcast(LONGS, Philox.MULTIPLIER_0);
    LongVector multiplier1 = LongVector.broadcast(LONGS, Philox.MULTIPLIER_1);
    LongVector number = LongVector.broadcast(LONGS, stream.number() & LOW);
    for (int at = 0; at < count; at += nextStep(at)) {
      LongVector c0 = LANES.add(counter(from, at));
      LongVector c1 = c0.lanewise(VectorOperators.LSHR, Integer.SIZE);
      LongVector c2 = number;
      LongVector c3 = LongVector.zero(LONGS);
      int k0 = (int) stream.key();
      int k1 = (int) (stream.key() >>> Integer.SIZE);
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector p0 = c0.and(LOW).mul(multiplier0.and(LOW));
        LongVector p1 = c2.and(LOW).mul(multiplier1.and(LOW));
        c0 = upper(p1, c1, k0);
        c1 = p1;
        c2 = upper(p0, c3, k1);
        c3 = p0;
        k0 += Philox.WEYL_0;
        k1 += Philox.WEYL_1;
      }
      joined(c0, c1).reinterpretAsShorts().intoArray(draws, at);
      joined(c2, c3).reinterpretAsShorts().intoArray(draws, at + Philox.GROUP / 2);
    }
  }

  /** The counter of the draws at a place: four of a group's first half for each counter. */
  private static long counter(long from, int at) {
    return (from + at) / Philox.GROUP * Philox.COUNTERS + at % Philox.GROUP / SHORTS_PER_LANE;
  }

  /**
   * From one vector's draws to the next one's: over the second half of the group behind the last.
   */
  private static int nextStep(int at) {
    int step = SHORTS_PER_LANE * LONGS.length();
    return (at + step) % Philox.GROUP < Philox.GROUP / 2 ? step : step + Philox.GROUP / 2;
  }

  private static LongVector upper(LongVector product, LongVector word, int key) {
    return product
        .lanewise(VectorOperators.LSHR, Integer.SIZE)
        .lanewise(VectorOperators.XOR, word)
        .lanewise(VectorOperators.XOR, key & LOW);
  }

  /**
   * Lower halves side by side. They are cut out by shifts: were it by the mask that multipliers
   * have, the JVM would move that one out of some rounds, and multiply words of 64 bits there.
   */
  private static LongVector joined(LongVector first, LongVector second) {
    return first
        .lanewise(VectorOperators.LSHL, Integer.SIZE)
        .lanewise(VectorOperators.LSHR, Integer.SIZE)
        .or(second.lanewise(VectorOperators.LSHL, Integer.SIZE));
  }
}
