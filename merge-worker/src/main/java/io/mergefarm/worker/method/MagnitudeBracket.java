package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Magnitudes.Outside;
import java.nio.FloatBuffer;

/**
 * Tells the magnitudes of a vector beside and at two of them from those between.
 *
 * <p>What lies between is kept as long as there is room, and counted in a table where it is more.
 */
final class MagnitudeBracket {

  private static final int MAGNITUDE = 0x7fffffff;

  private final int least;
  private final int greatest;
  private final Outside outside = new Outside();
  private float[] kept;
  private int size;
  private MagnitudeTable table;

  /**
   * @param room for how many elements between the two there is room
   */
  MagnitudeBracket(int least, int greatest, int room) {
    this.least = least;
    this.greatest = greatest;
    this.kept = new float[room];
  }

  /**
   * Sees a block.
   *
   * @param scratch an array of the block's length
   */
  void add(MagnitudeBlock block, float[] scratch) {
    int between = block.sift(least, greatest, scratch, outside);
    if (table == null && between <= kept.length - size) {
      System.arraycopy(scratch, 0, kept, size, between);
      size += between;
    } else {
      table().count(scratch, between);
    }
  }

  private MagnitudeTable table() {
    if (table == null) {
      table = new MagnitudeTable(least, greatest);
      table.count(kept, size);
      kept = new float[0];
    }
    return table;
  }

  /** Where a rank lies, now that all magnitudes were seen. */
  Location locate(long rank) {
    long left = rank - outside.above();
    if (left <= 0) {
      return new Within(greatest + 1, MAGNITUDE);
    }
    if (left <= outside.atGreatest()) {
      return new Found(greatest, left);
    }
    left -= outside.atGreatest();
    long between = table == null ? size : table.total();
    if (left <= between) {
      return table == null ? new Among(FloatBuffer.wrap(kept, 0, size), left) : table.locate(left);
    }
    left -= between;
    return least < greatest && left <= outside.atLeast()
        ? new Found(least, left)
        : new Within(0, least - 1);
  }

  /** What is known of the magnitude at a rank. */
  sealed interface Location {}

  /**
   * It is known.
   *
   * @param magnitude its bits
   * @param equals how many of the vector's elements of this magnitude lie up to the rank
   */
  record Found(int magnitude, long equals) implements Location {}

  /** It is one of these. */
  record Within(int least, int greatest) implements Location {}

  /** It is at a rank of these elements, which are all that may equal it. */
  record Among(FloatBuffer elements, long rank) implements Location {}
}
