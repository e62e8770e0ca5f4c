package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.Access;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Deviates;
import io.mergefarm.contracts.plan.TensorExpression.Equal;
import io.mergefarm.contracts.plan.TensorExpression.Gather;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Magnitudes;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.plan.TensorExpression.Submatrix;
import io.mergefarm.contracts.plan.TensorExpression.UnitRows;
import java.util.stream.Stream;

/**
 * How the merge methods of an expression read its tensors; {@link Access} is ordered by cost. What
 * a corner is cut from is read in blocks of its own, from the front on, and so are the operands of
 * a gather, in any order. Tensors of adapters are read whole.
 */
record AccessSurvey(Access dearest) {

  static AccessSurvey of(TensorExpression expression, Engine engine) {
    return new AccessSurvey(
        accesses(expression, engine).max(Access::compareTo).orElse(Access.ELEMENTWISE));
  }

  boolean divisible() {
    return dearest.divisible();
  }

  private static Stream<Access> accesses(TensorExpression expression, Engine engine) {
    return switch (expression) {
      case Stored stored -> Stream.empty();
      case Equal equal -> Stream.empty();
      case Submatrix cut -> Stream.of(Access.STATISTIC);
      case Gather gather -> Stream.empty();
      case UnitRows unit -> Stream.empty();
      case Deviates deviates -> Stream.empty();
      case Cast cast -> accesses(cast.operand(), engine);
      case LowRank sum -> accesses(sum.operand(), engine);
      case Magnitudes stretched ->
          Stream.concat(Stream.of(Access.STATISTIC), accesses(stretched.operand(), engine));
      case Merge merge ->
          Stream.concat(
              Stream.of(engine.method(merge.method()).access(merge.shape(), merge.parameters())),
              merge.operands().stream().flatMap(operand -> accesses(operand.expression(), engine)));
    };
  }
}
