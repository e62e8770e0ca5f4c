package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.base;
import static io.mergefarm.worker.evaluation.Expressions.merge;
import static io.mergefarm.worker.evaluation.Expressions.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SmallMergeTest {

  @Test
  void namesPlacesAndShapesDoNotMatter() {
    TensorExpression one = ties(stored(0, "q"), stored(1, "q"), 0.3);
    TensorExpression other = ties(stored(4, "k"), stored(0, "k"), 0.3);
    assertThat(SmallMerge.like(one)).isEqualTo(SmallMerge.like(other)).isPresent();
    assertThat(SmallMerge.like(one))
        .isNotEqualTo(SmallMerge.like(ties(stored(0, "q"), stored(1, "q"), 0.4)));
  }

  @Test
  void conversionsAreKept() {
    TensorExpression input = new Cast(DType.F32, stored(3, "q"));
    TensorExpression small =
        SmallMerge.like(new Cast(DType.F16, ties(input, input, 1))).orElseThrow();
    assertThat(small.dtype()).isEqualTo(DType.F16);
    assertThat(small.leaves())
        .extracting(Stored::file, Stored::dtype, Stored::offset)
        .containsExactly(tuple(0, DType.BF16, 0L), tuple(1, DType.BF16, 0L));
  }

  @Test
  void whatIsNotMergedHasNone() {
    assertThat(SmallMerge.like(new Cast(DType.F32, stored(0, "q")))).isEmpty();
  }

  private static TensorExpression ties(TensorExpression from, TensorExpression to, double weight) {
    return merge("ties", DType.F32, Map.of(), base(from), model(to, weight));
  }

  private static Stored stored(int file, String name) {
    return new Stored(file, name, 8L * file, DType.BF16, Shape.of(7000 + file, 9));
  }
}
