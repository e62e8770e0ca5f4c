package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.RowTable;
import java.util.Arrays;

/** The terms of some rows of a table, in the order of the operands' rows. */
final class WindowOrder {

  /** The elements of a window, unless a row has more. */
  private static final int ELEMENTS = 1 << 17;

  /** Operand, row and term share one long to be sorted by. */
  private static final int ROW_BITS = 24;

  private static final int TERM_BITS = 26;
  private static final int MOST_ROWS = 1 << 12;
  private static final long ROW_MASK = (1L << ROW_BITS) - 1;
  private static final long TERM_MASK = (1L << TERM_BITS) - 1;

  private final RowTable table;
  private long[] keys = new long[0];
  private int[] rows = new int[0];
  private int[] runEnds = new int[0];
  private int size;

  WindowOrder(RowTable table) {
    this.table = table;
  }

  /** The rows of a window. */
  static int rows(int columns) {
    return Math.max(1, Math.min(MOST_ROWS, ELEMENTS / columns));
  }

  void sort(int from, int to) {
    int begin = table.first(from);
    size = table.end(to - 1) - begin;
    if (keys.length < size) {
      keys = new long[size];
      rows = new int[size];
      runEnds = new int[size];
    }
    for (int row = from; row < to; row++) {
      for (int term = table.first(row); term < table.end(row); term++) {
        int place = term - begin;
        rows[place] = row;
        keys[place] =
            ((long) table.operand(term) << (ROW_BITS + TERM_BITS))
                | ((long) table.row(term) << TERM_BITS)
                | place;
      }
    }
    Arrays.sort(keys, 0, size);
    for (int i = size - 1; i >= 0; i--) {
      runEnds[i] = goesOn(i) ? runEnds[i + 1] : source(i) + 1;
    }
  }

  int size() {
    return size;
  }

  int operand(int place) {
    return (int) (keys[place] >>> (ROW_BITS + TERM_BITS));
  }

  /** The row of the operand. */
  int source(int place) {
    return (int) ((keys[place] >>> TERM_BITS) & ROW_MASK);
  }

  /** The row of the result. */
  int row(int place) {
    return rows[(int) (keys[place] & TERM_MASK)];
  }

  /** One past the last row of the operand that follows without a gap. */
  int runEnd(int place) {
    return runEnds[place];
  }

  private boolean goesOn(int place) {
    return place + 1 < size
        && operand(place) == operand(place + 1)
        && source(place + 1) - source(place) <= 1;
  }
}
