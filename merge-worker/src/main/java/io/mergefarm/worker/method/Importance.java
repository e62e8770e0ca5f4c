package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Magnitudes;
import io.mergefarm.contracts.method.TensorMerge;
import io.mergefarm.contracts.safetensors.Shape;
import java.io.IOException;

/** How much each element of the other model matters: its change times the divergence of its row. */
final class Importance {

  private final Magnitudes magnitudes;
  private final int base;
  private final int other;
  private final int columns;
  private final float[] divergences;
  private final float[] block;

  private Importance(TensorMerge tensor, int base, int other, int columns, float[] divergences) {
    this.magnitudes = tensor.arithmetic().magnitudes();
    this.base = base;
    this.other = other;
    this.columns = columns;
    this.divergences = divergences;
    this.block = new float[tensor.blockSize()];
  }

  /**
   * Finds the divergences in one pass.
   *
   * @param tensor whose blocks hold whole rows
   */
  static Importance measure(TensorMerge tensor, int base, int other) throws IOException {
    Shape shape = tensor.shape();
    int columns = shape.rank() == 0 ? 1 : Math.toIntExact(shape.dimensions().getLast());
    int rows = columns == 0 ? 0 : Math.toIntExact(shape.elements() / columns);
    float[] divergences = new float[rows];
    RowDivergence divergence = new RowDivergence(columns, tensor.arithmetic().distributions());
    tensor.scan(
        (position, length, inputs) -> {
          for (int from = 0; from < length; from += columns) {
            int row = (int) ((position + from) / columns);
            divergences[row] = (float) divergence.of(inputs[other], inputs[base], from);
          }
        });
    return new Importance(tensor, base, other, columns, divergences);
  }

  int base() {
    return base;
  }

  int other() {
    return other;
  }

  /**
   * The importances of a block, none of them negative.
   *
   * @return an array that is used again for the next block
   */
  float[] of(long position, int length, float[][] inputs) {
    for (int from = 0; from < length; from += columns) {
      float divergence = divergences[(int) ((position + from) / columns)];
      magnitudes.distances(inputs[other], inputs[base], divergence, block, from, from + columns);
    }
    return block;
  }
}
