package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.base;
import static io.mergefarm.worker.evaluation.Expressions.merge;
import static io.mergefarm.worker.evaluation.Expressions.model;
import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A merge of merges gives the bytes that merging stage by stage gives, through float32 files. */
class FusedStagesTest {

  private static final Shape SHAPE = Shape.of(61, 47);

  @TempDir private Path folder;

  @Test
  void threeStagesInOneGo() throws Exception {
    Workshop workshop = new Workshop(folder).inBlocksOf(64);
    Stored base = random(workshop, "base", 1);
    Stored a = random(workshop, "a", 2);
    Stored b = random(workshop, "b", 3);

    byte[] fused = workshop.merge(whole(last(base, middle(base, first(base, a, b), b), a)));

    Stored one = stored(workshop, "one", first(base, a, b));
    Stored two = stored(workshop, "two", middle(base, one, b));
    assertThat(workshop.merge(whole(last(base, two, a)))).isEqualTo(fused);
  }

  private static TensorExpression first(
      TensorExpression base, TensorExpression a, TensorExpression b) {
    return merge(
        "ties",
        DType.F32,
        Map.of(),
        base(base),
        model(a, Map.of("weight", 0.7, "density", 0.4)),
        model(b, Map.of("weight", 0.5, "density", 0.6)));
  }

  private static TensorExpression middle(
      TensorExpression base, TensorExpression first, TensorExpression b) {
    return merge(
        "task_arithmetic", DType.F32, Map.of(), base(base), model(first, 1), model(b, 0.3));
  }

  private static TensorExpression last(
      TensorExpression base, TensorExpression middle, TensorExpression a) {
    TensorExpression soup = merge("linear", DType.F32, Map.of(), model(middle, 0.6), model(a, 0.4));
    return merge("slerp", DType.BF16, Map.of("t", 0.3), base(base), model(soup, Map.of()));
  }

  private static Stored stored(Workshop workshop, String model, TensorExpression stage)
      throws Exception {
    return workshop.add(model, DType.F32, SHAPE, workshop.merge(whole(stage)));
  }

  private static Stored random(Workshop workshop, String model, int seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) SHAPE.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return workshop.add(model, DType.BF16, SHAPE, values);
  }
}
