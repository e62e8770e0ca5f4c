package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.GeometricMethods;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Moves;
import io.mergefarm.contracts.method.TensorMerge;
import io.mergefarm.worker.method.MagnitudeBracket.Found;
import java.io.IOException;

/**
 * Takes over those elements of the other model that matter most: by how much they change, times how
 * far the distribution of their row has moved. Those from the median and one and a half
 * interquartile ranges on are taken.
 */
final class ArceeFusion implements MergeMethod {

  private static final double RANGES = 1.5;

  @Override
  public MethodDescriptor descriptor() {
    return GeometricMethods.ARCEE_FUSION;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    int base = tensor.base().orElseThrow();
    if (tensor.inputs().size() == 1) {
      return Kernels.copyOf(base);
    }
    Importance importance = Importance.measure(tensor, base, 1 - base);
    return selection(importance, threshold(tensor, importance), tensor.arithmetic().moves());
  }

  /**
   * Takes whole elements of the other model, since a change that is added to the base may miss them
   * by a rounding. Changes that are not finite spread even where they are not taken.
   */
  private static BlockKernel selection(Importance importance, double threshold, Moves moves) {
    float least = roundedUp(threshold);
    return (position, length, inputs, output) ->
        moves.replace(
            importance.of(position, length, inputs),
            least,
            inputs[importance.base()],
            inputs[importance.other()],
            output,
            length);
  }

  /** The smallest float32 that is no less. */
  private static float roundedUp(double threshold) {
    float rounded = (float) threshold;
    return rounded < threshold ? Math.nextUp(rounded) : rounded;
  }

  private static double threshold(TensorMerge tensor, Importance importance) throws IOException {
    long elements = tensor.shape().elements();
    if (elements == 0) {
      return 0;
    }
    MagnitudeSearch search = new MagnitudeSearch(elements, tensor.blockSize(), tensor.arithmetic());
    MagnitudeSelection lower = search.want(0, rank(elements, 1));
    MagnitudeSelection median = search.want(0, rank(elements, 2));
    MagnitudeSelection upper = search.want(0, rank(elements, 3));
    search.run(
        visitor ->
            tensor.scan(
                (position, length, inputs) ->
                    visitor.visit(
                        position,
                        length,
                        new float[][] {importance.of(position, length, inputs)})));
    return value(median) + RANGES * (value(upper) - value(lower));
  }

  /** A quartile's rank, from the largest element down; it is not interpolated. */
  private static long rank(long elements, int quarters) {
    return elements - (elements - 1) * quarters / 4;
  }

  private static double value(MagnitudeSelection selection) {
    Found found = selection.result();
    return Float.intBitsToFloat(found.magnitude());
  }
}
