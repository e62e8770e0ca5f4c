package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.Optional;
import java.util.stream.IntStream;

/** Merges of small tensors that take the same ways through the code as those of a plan. */
public final class SmallMerge {

  private static final Shape SHAPE = Shape.of(32, 1024);

  private SmallMerge() {}

  /**
   * The same merge of stored tensors of one small shape, each in a file of its own. Names are left
   * out, so that merges which differ in nothing else become equal.
   *
   * @return empty where nothing is merged
   */
  public static Optional<TensorExpression> like(TensorExpression expression) {
    return switch (expression) {
      case Merge merge -> Optional.of(small(merge));
      case Cast cast -> like(cast.operand()).map(operand -> new Cast(cast.dtype(), operand));
      default -> Optional.empty();
    };
  }

  private static Merge small(Merge merge) {
    return new Merge(
        merge.method(),
        "tensor",
        merge.dtype(),
        merge.parameters(),
        merge.quirks(),
        IntStream.range(0, merge.operands().size())
            .mapToObj(i -> small(i, merge.operands().get(i)))
            .toList());
  }

  private static Operand small(int file, Operand operand) {
    TensorExpression input = small(file, operand.expression());
    return new Operand("model-" + file, input, operand.base(), operand.parameters());
  }

  private static TensorExpression small(int file, TensorExpression input) {
    return switch (input) {
      case Cast cast -> new Cast(cast.dtype(), small(file, cast.operand()));
      default -> new Stored(file, "tensor", 0, input.dtype(), SHAPE);
    };
  }
}
