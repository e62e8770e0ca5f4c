package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.safetensors.Shape;
import java.io.IOException;
import java.util.List;

/** The elements of a tensor's leading corner. */
final class SubmatrixBlocks implements BlockSource {

  private final List<Long> corner;
  private final List<Long> whole;
  private final BlockWindow operand;
  private final long run;

  /**
   * A corner.
   *
   * @param corner the shape of the corner
   * @param whole the shape of the tensor that it is cut from
   */
  SubmatrixBlocks(Shape corner, Shape whole, BlockWindow operand) {
    this.corner = corner.dimensions();
    this.whole = whole.dimensions();
    this.operand = operand;
    this.run = run();
  }

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    int done = 0;
    while (done < length) {
      long at = position + done;
      int piece = (int) Math.min(length - done, run - at % run);
      operand.copy(inWhole(at), piece, to, done);
      done += piece;
    }
  }

  /** How many elements of the corner also lie side by side in the whole. */
  private long run() {
    long elements = 1;
    for (int axis = corner.size() - 1; axis >= 0; axis--) {
      elements *= corner.get(axis);
      if (!corner.get(axis).equals(whole.get(axis))) {
        return elements;
      }
    }
    return elements;
  }

  private long inWhole(long position) {
    long rest = position;
    long stride = 1;
    long found = 0;
    for (int axis = corner.size() - 1; axis >= 0; axis--) {
      found += rest % corner.get(axis) * stride;
      rest /= corner.get(axis);
      stride *= whole.get(axis);
    }
    return found;
  }
}
