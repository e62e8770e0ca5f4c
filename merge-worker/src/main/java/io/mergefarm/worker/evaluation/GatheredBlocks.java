package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.RowTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The elements of a gather, a window of whole rows at a time. Within a window the operands are read
 * in the order of their rows, so that neighbours are read at once; the sums of averaged rows go
 * through the operands in their order, whatever the window.
 */
final class GatheredBlocks implements BlockSource {

  private final RowTable table;
  private final List<RowSource> operands;
  private final int columns;
  private final float[] window;
  private final float[] row;
  private final WindowOrder order;
  private final int mostRows;
  private final float[] padding;
  private boolean padded;
  private int first;
  private int end;

  /**
   * @param columns of a row
   */
  GatheredBlocks(RowTable table, List<RowSource> operands, int columns, Workspace workspace) {
    this.table = table;
    this.operands = operands;
    this.columns = columns;
    this.mostRows = WindowOrder.rows(columns);
    this.order = new WindowOrder(table);
    this.window = workspace.block(Math.multiplyExact(mostRows, columns));
    this.row = workspace.block(columns);
    this.padding = workspace.block(columns);
  }

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    int done = 0;
    while (done < length) {
      long at = position + done;
      int wanted = (int) (at / columns);
      if (wanted < first || wanted >= end) {
        fill(wanted);
      }
      int start = (int) (at - (long) first * columns);
      int piece = Math.min(length - done, (end - first) * columns - start);
      System.arraycopy(window, start, to, done, piece);
      done += piece;
    }
  }

  private void fill(int from) throws IOException {
    if (from >= table.filled()) {
      preparePadding();
    }
    first = from;
    end = from;
    int limit = Math.min(from + mostRows, table.size());
    int filled = Math.min(limit, table.filled());
    if (from < filled) {
      gather(from, filled);
      end = filled;
    } else {
      for (int i = from; i < limit; i++) {
        System.arraycopy(padding, 0, window, (i - from) * columns, columns);
      }
      end = limit;
    }
  }

  private void gather(int from, int to) throws IOException {
    Arrays.fill(window, 0, (to - from) * columns, 0f);
    order.sort(from, to);
    for (int i = 0; i < order.size(); i++) {
      RowSource operand = operands.get(order.operand(i));
      int place = order.row(i) - from;
      if (table.end(order.row(i)) - table.first(order.row(i)) == 1) {
        operand.read(order.source(i), order.runEnd(i), window, place * columns);
      } else {
        operand.read(order.source(i), order.runEnd(i), row, 0);
        addTo(place * columns);
      }
    }
    for (int i = from; i < to; i++) {
      divide((i - from) * columns, table.end(i) - table.first(i));
    }
  }

  private void addTo(int at) {
    for (int i = 0; i < columns; i++) {
      window[at + i] += row[i];
    }
  }

  private void divide(int at, int count) {
    if (count > 1) {
      for (int i = 0; i < columns; i++) {
        window[at + i] /= count;
      }
    }
  }

  /** The mean of all rows before the padding, summed in their order in float64. */
  private void preparePadding() throws IOException {
    if (padded) {
      return;
    }
    double[] sums = new double[columns];
    for (int from = 0; from < table.filled(); from += mostRows) {
      int to = Math.min(from + mostRows, table.filled());
      gather(from, to);
      for (int i = 0; i < (to - from) * columns; i++) {
        sums[i % columns] += window[i];
      }
    }
    for (int i = 0; i < columns; i++) {
      padding[i] = (float) (sums[i] / table.filled());
    }
    padded = true;
  }
}
