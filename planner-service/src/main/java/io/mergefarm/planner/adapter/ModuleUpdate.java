package io.mergefarm.planner.adapter;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Magnitudes;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The change of one module's matrix: a product of low rank, and lengths of rows in DoRA.
 *
 * @param tensors of the adapter for the module, by what they are
 */
record ModuleUpdate(
    String module, Map<AdapterTensorName.Role, TensorExpression> tensors, LoraSettings settings) {

  /** A change that can not be made; the message says why. */
  static final class UnfitException extends Exception {
    UnfitException(String reason) {
      super(reason);
    }
  }

  /** Whether the matrix is an embedding, whose factors have names of their own. */
  private boolean embedding() {
    return tensors.containsKey(AdapterTensorName.Role.EMBEDDING_DOWN);
  }

  private TensorExpression down() {
    return tensors.get(
        embedding() ? AdapterTensorName.Role.EMBEDDING_DOWN : AdapterTensorName.Role.DOWN);
  }

  private TensorExpression up() {
    return tensors.get(
        embedding() ? AdapterTensorName.Role.EMBEDDING_UP : AdapterTensorName.Role.UP);
  }

  private Optional<TensorExpression> magnitude() {
    return Optional.ofNullable(tensors.get(AdapterTensorName.Role.MAGNITUDE));
  }

  /** What is missing of the module's tensors, if anything. */
  Optional<String> gap() {
    boolean linear = tensors.containsKey(AdapterTensorName.Role.DOWN);
    if (linear == embedding() || up() == null) {
      return Optional.of(module + " has not one A and one B");
    }
    if (settings.decomposed() != magnitude().isPresent()) {
      return Optional.of(
          module
              + (settings.decomposed()
                  ? " has no magnitude vector, and use_dora is set"
                  : " has a magnitude vector, and use_dora is not set"));
    }
    return Optional.empty();
  }

  /**
   * The matrix with the change.
   *
   * @throws UnfitException if the adapter's tensors do not fit it
   */
  TensorExpression of(TensorExpression matrix) throws UnfitException {
    checkTypes(matrix);
    checkRank();
    boolean transposed = transposed(matrix);
    TensorExpression sum = new LowRank(matrix, down(), up(), settings.scale(module), transposed);
    return magnitude().isPresent() ? stretched(sum, magnitude().get(), transposed) : sum;
  }

  private void checkTypes(TensorExpression matrix) throws UnfitException {
    for (TensorExpression tensor : tensors.values()) {
      if (!tensor.dtype().arithmetic() || !matrix.dtype().arithmetic()) {
        throw new UnfitException(
            "%s is %s, its change %s, and both must be floating-point"
                .formatted(module, matrix.dtype(), tensor.dtype()));
      }
    }
  }

  private void checkRank() throws UnfitException {
    long rank = rows(down().shape());
    if (rank < 1 || rank != settings.rank(module)) {
      throw new UnfitException(
          "%s has rank %d, and the config says %s"
              .formatted(module, rank, Double.toString(settings.rank(module))));
    }
  }

  /** Whether the product is turned over; where both ways fit, the config decides. */
  private boolean transposed(TensorExpression matrix) throws UnfitException {
    boolean straight = !embedding() && fits(matrix.shape(), down().shape(), up().shape());
    boolean turned =
        matrix.shape().rank() == 2 && fits(turned(matrix.shape()), down().shape(), up().shape());
    if (!straight && !turned) {
      throw new UnfitException(
          "B %s and A %s of %s do not make up %s"
              .formatted(up().shape(), down().shape(), module, matrix.shape()));
    }
    return turned && (!straight || settings.inputFirst());
  }

  /** The kernel of a convolution lies in the one factor, the other one has a kernel of one. */
  private static boolean fits(Shape matrix, Shape down, Shape up) {
    return matrix.rank() >= 2
        && tail(down).equals(tail(matrix))
        && rows(up) == rows(matrix)
        && new Shape(tail(up)).elements() == rows(down);
  }

  private static long rows(Shape shape) {
    return shape.rank() == 0 ? 0 : shape.dimensions().getFirst();
  }

  private static List<Long> tail(Shape shape) {
    return shape.rank() == 0 ? List.of() : shape.dimensions().subList(1, shape.rank());
  }

  private static Shape turned(Shape matrix) {
    return new Shape(matrix.dimensions().reversed());
  }

  private TensorExpression stretched(
      TensorExpression sum, TensorExpression lengths, boolean columns) throws UnfitException {
    Shape shape = sum.shape();
    long expected = columns ? new Shape(tail(shape)).elements() : rows(shape);
    if (lengths.shape().elements() != expected) {
      throw new UnfitException(
          "the magnitude vector %s of %s does not fit %s"
              .formatted(lengths.shape(), module, shape));
    }
    return new Magnitudes(sum, lengths, columns);
  }
}
