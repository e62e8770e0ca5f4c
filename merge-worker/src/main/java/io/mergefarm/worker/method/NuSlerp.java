package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Access;
import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.GeometricMethods;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.method.TensorMerge;
import io.mergefarm.contracts.safetensors.Shape;
import java.io.IOException;

/**
 * Spherical interpolation between two tensors, or their differences from a base, by weights: as a
 * whole, or row by row or column by column.
 */
final class NuSlerp implements MergeMethod {

  /** Sums of weights below this count as none, and the way leads to the middle. */
  private static final double SMALLEST_SUM = 1e-6;

  /** Shorter vectors are taken to have this length. */
  private static final double SHORTEST = 1e-7;

  /** How vectors are cut from tensors. */
  private enum Cut {
    WHOLE,
    ROWS,
    COLUMNS;

    static Cut of(Shape shape, Parameters parameters) {
      if (parameters.flag("nuslerp_flatten") || shape.rank() < 2) {
        return WHOLE;
      }
      return parameters.flag("nuslerp_row_wise") ? COLUMNS : ROWS;
    }
  }

  @Override
  public MethodDescriptor descriptor() {
    return GeometricMethods.NUSLERP;
  }

  @Override
  public Access access(Shape shape, Parameters parameters) {
    return Cut.of(shape, parameters) == Cut.ROWS ? Access.ROWS : Access.STATISTIC;
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    if (tensor.inputs().size() == 1) {
      return Kernels.copyOf(0);
    }
    Vectors vectors = Vectors.ofModels(tensor);
    double t = way(vectors);
    Mixing mixing = gram -> factors(gram, t, tensor.quirks());
    return switch (Cut.of(tensor.shape(), tensor.parameters())) {
      case WHOLE -> Kernels.flat(vectors, mixing);
      case ROWS -> new RowKernel(vectors, mixing);
      case COLUMNS -> ColumnKernel.measure(vectors, mixing);
    };
  }

  private static double way(Vectors vectors) {
    double[] weights = Weights.exact(vectors.models());
    double sum = Weights.sum(weights);
    return Math.abs(sum) < SMALLEST_SUM ? 0.5 : weights[1] / sum;
  }

  private static double[] factors(GramMatrix gram, double t, Quirks quirks) {
    Arc arc = arc(gram, quirks);
    return new double[] {arc.from(t), arc.to(t)};
  }

  /**
   * The cosine has float32's resolution, as in mergekit, and so has the angle of vectors that are
   * opposite: its sine is not zero, and the result is long. NaN takes the spherical way and
   * spreads.
   */
  private static Arc arc(GramMatrix gram, Quirks quirks) {
    double first = gram.norm(0);
    double second = gram.norm(1);
    float cosine =
        (float) (gram.dot(0, 1) / (Math.max(first, SHORTEST) * Math.max(second, SHORTEST)));
    boolean repaired = quirks == Quirks.NONE && (cosine <= -1 || first == 0 || second == 0);
    if (cosine >= 1 || repaired) {
      return Arc.STRAIGHT;
    }
    return Arc.of((float) StrictMath.acos(Math.max(cosine, -1)));
  }
}
